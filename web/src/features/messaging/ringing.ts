// The sound of a call that rings: two soft tones every three seconds. A browser in which nothing was pressed yet keeps
// silent, and so does a device without sound.
const EVERY_S = 3;
const TONES = [587, 740];
const TONE_S = 0.35;
const LOUDNESS = 0.08;

/** Ring until the function that it returns is called. */
export function openRinging(): () => void {
  try {
    const context = new AudioContext();
    const play = () => TONES.forEach((tone, index) => sound(context, tone, context.currentTime + index * TONE_S));
    play();
    const again = setInterval(play, EVERY_S * 1000);
    return () => {
      clearInterval(again);
      void context.close().catch(() => undefined);
    };
  } catch {
    return () => {};
  }
}

function sound(context: AudioContext, tone: number, at: number): void {
  const source = new OscillatorNode(context, { frequency: tone });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.05);
  gain.gain.linearRampToValueAtTime(0, at + TONE_S);
  source.connect(gain).connect(context.destination);
  source.start(at);
  source.stop(at + TONE_S);
}
