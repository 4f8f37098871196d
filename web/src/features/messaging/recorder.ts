// Records a voice: what it is called while it lasts, how loud it is, and what came of it.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { refusalOf, type MediaRefusal } from './media';

export interface Recording {
  blob: Blob;
  type: string;
  duration_ms: number;
  /** Loudness of equal parts, 0 to 100. */
  peaks: number[];
}

export type RecorderState = 'asking' | 'recording' | 'done' | MediaRefusal;

const EVERY_MS = 50;
/** The server takes no longer one. */
export const LONGEST_MS = 15 * 60_000;
const MOST_PEAKS = 60;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const BITS = 32_000;
/** People speak far below what a microphone could take. */
const GAIN = 300;

/** The loudest of each equal part, at most `most` parts. */
export function peaksOf(levels: readonly number[], most = MOST_PEAKS): number[] {
  const count = Math.min(most, Math.max(1, levels.length));
  const size = levels.length / count;
  return Array.from({ length: count }, (_, part) =>
    Math.max(0, ...levels.slice(Math.floor(part * size), Math.max(Math.floor((part + 1) * size), part + 1))),
  );
}

/** Loudness of a piece of sound (root mean square), 0 to 100. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, one) => sum + one * one, 0) / Math.max(1, samples.length);
  return Math.min(100, Math.round(Math.sqrt(power) * GAIN));
}

export const canRecord = () => 'MediaRecorder' in window && !!(navigator.mediaDevices as MediaDevices | undefined);

export function useRecorder() {
  const state = ref<RecorderState>('asking');
  const level = ref(0);
  const elapsed = ref(0);
  const recording = shallowRef<Recording>();
  let recorder: MediaRecorder | undefined;
  let release = () => {};
  let isOver = false;

  async function start(): Promise<void> {
    state.value = 'asking';
    recording.value = undefined;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const tracks = stream.getTracks();
      if (isOver) return tracks.forEach((one) => one.stop());
      record(stream, () => tracks.forEach((one) => one.stop()));
    } catch (error) {
      state.value = refusalOf(error);
    }
  }

  function record(stream: MediaStream, end: () => void): void {
    const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const made = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(mimeType ? { mimeType } : {}) });
    const hear = ear(stream);
    const levels: number[] = [];
    const chunks: Blob[] = [];
    const began = performance.now();
    const clock = setInterval(() => {
      level.value = hear.level();
      levels.push(level.value);
      elapsed.value = performance.now() - began;
      if (elapsed.value >= LONGEST_MS) stop();
    }, EVERY_MS);
    release = () => {
      clearInterval(clock);
      hear.close();
      end();
      level.value = 0;
      release = () => {};
    };
    made.ondataavailable = (event) => chunks.push(event.data);
    made.onerror = () => {
      release();
      state.value = 'failed';
    };
    made.onstop = () => {
      const duration_ms = Math.min(LONGEST_MS, Math.max(1, Math.round(performance.now() - began)));
      release();
      const [type = ''] = made.mimeType.split(';');
      recording.value = { blob: new Blob(chunks, { type }), type, duration_ms, peaks: peaksOf(levels) };
      elapsed.value = duration_ms;
      state.value = 'done';
    };
    recorder = made;
    elapsed.value = 0;
    made.start();
    state.value = 'recording';
  }

  function stop(): void {
    if (recorder?.state === 'recording') recorder.stop();
  }

  onScopeDispose(() => {
    isOver = true;
    if (recorder) recorder.onstop = null;
    stop();
    release();
  });
  return { state, level, elapsed, recording, start, stop };
}

/** Listens to how loud it is; without a way to hear there is no meter, and everything else works. */
function ear(stream: MediaStream): { level: () => number; close: () => void } {
  try {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const level = () => {
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    };
    return { level, close: () => void context.close() };
  } catch {
    return { level: () => 0, close: () => {} };
  }
}
