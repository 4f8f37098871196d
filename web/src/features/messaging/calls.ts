// The call that is talked in on this device. What the server says of a call counts; this only follows it, with the sound
// and pictures of this device. What rings stands in rings.ts.
import { computed, reactive, shallowRef } from 'vue';
import type { Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { live } from '@/lib/live';
import type { Frame, Signal } from '@/lib/socket';
import { ulid } from '@/lib/ulid';
import type { MediaRefusal } from './media';
import type { openPeers } from './peers';
import { callUp, isOver, keepInterrupted, offerBroken, quiet, ring, ringFor, seatOf, self, sit, whichOf, type Call, type Which } from './rings'; // prettier-ignore

type Joined = Schemas['CallJoinedOut'];
type Medium = Schemas['Medium'];

/**
 * refused: by the browser. elsewhere: another device of the person's has taken over. foreign: it is held in a meeting,
 * which needs another program (decision 0046).
 */
export type Phase =
  'asking' | 'refused' | 'joining' | 'waiting' | 'talking' | 'lost' | 'over' | 'elsewhere' | 'foreign' | 'failed';
const STILL = new Set<Phase>(['refused', 'over', 'elsewhere', 'foreign', 'failed']);

export interface Talk {
  conversation_id: string;
  call_id: string;
  medium: Medium;
  phase: Phase;
  call?: Call;
  refusal?: MediaRefusal;
  failure?: unknown;
  isMuted: boolean;
  hasCamera: boolean;
  hasScreen: boolean;
  /** The camera was wanted and refused; one talks without it. */
  lacksCamera: boolean;
}

export const talk = shallowRef<Talk>();
/** The pictures: of this device, and of the others. */
export const own = shallowRef<MediaStream>();
export const lines = shallowRef<ReturnType<typeof openPeers>>();
export const others = computed(() => lines.value?.peers);
export const isTalking = computed(() => !!talk.value && !STILL.has(talk.value.phase));

let early: { sender: string; signal: Signal }[] = [];
/** When this device last joined: a later seat is of another one. */
let since = '';
/** What this device calls its joining: its leaving takes no other device off. */
let joinId = '';
let isJoining = false;
/** The socket opened while this device joined: its seat may hang on none, or on one that is gone. */
let isToRejoin = false;
let screen: MediaStreamTrack | undefined;

const known = new Map<string, number>();

/** Follow the calls of a person; one that a reload interrupted can be gone on with. */
export function follow(account: string): void {
  ringFor(account);
  if (!isTalking.value) offerBroken();
}

/** The socket is open: ask for a call that rang before it was. What is not heard of rings at the next opening. */
export async function askRinging(): Promise<void> {
  const ringing = await live.value?.ask<Call[]>('ringing').catch(() => []);
  for (const call of ringing ?? []) heard({ event: 'call', call });
}

/** Take what the socket says of calls. */
export function heard(frame: Frame): void {
  if (frame.event === 'signal') {
    if (frame.call_id !== talk.value?.call_id) return;
    if (lines.value) lines.value.hear(frame.sender_id, frame.signal);
    else early.push({ sender: frame.sender_id, signal: frame.signal });
  } else if (frame.event === 'call') {
    const { call } = frame;
    if ((known.get(call.call_id) ?? 0) >= call.version) return;
    known.set(call.call_id, call.version);
    ring(call);
    if (call.call_id === talk.value?.call_id) went(call);
  }
}

/** What follows for this device from how the call is now. */
function went(told: Call): void {
  const now = talk.value;
  if (!now || !isTalking.value) return;
  const before = now.call;
  const call = before && before.version > told.version ? before : told;
  now.call = call;
  const seat = seatOf(call, self);
  if (isOver(call)) return end('over');
  if (isJoining || now.phase === 'asking') return;
  if (seat?.state === 'joined' && since && seat.since > since) return end('elsewhere');
  if (seat?.state === 'left') return end('over');
  // By the socket of a page before this one, or one that broke: only this device knows that it still talks.
  if (seat?.state === 'lost') return void rejoin();
  for (const one of call.seats.filter((each) => each.account_id !== self)) {
    const was = before && seatOf(before, one.account_id);
    if (!['joined', 'lost', 'invited'].includes(one.state)) lines.value?.drop(one.account_id);
    // Whoever joins speaks first; whoever comes back may have missed what was said.
    else if (one.state === 'joined' && was?.state === 'lost') lines.value?.mend(one.account_id);
  }
  now.phase = phaseOf(call);
}

const phaseOf = (call: Call): Phase => {
  const states = call.seats.filter((one) => one.account_id !== self).map((one) => one.state);
  return states.includes('joined') ? 'talking' : states.includes('lost') ? 'lost' : 'waiting';
};

export const start = (conversation_id: string, medium: Medium) =>
  begin({ conversation_id, call_id: `cal_${ulid()}`, medium }, medium === 'video', true);
export const answer = (call: Call, hasCamera: boolean) => begin(call, hasCamera, false);

async function begin(which: Which & { medium: Medium }, wantsCamera: boolean, isNew: boolean): Promise<void> {
  if (isTalking.value) return;
  quiet(which.call_id);
  const { conversation_id, call_id, medium } = which;
  const now = reactive<Talk>({ conversation_id, call_id, medium, phase: 'asking', isMuted: false, hasCamera: wantsCamera, hasScreen: false, lacksCamera: false }); // prettier-ignore
  talk.value = now;
  joinId = ulid();
  const { openMedia } = await import('./media'); // what no call needs, no page carries
  const media = await openMedia(wantsCamera);
  if (talk.value !== now || now.phase !== 'asking') return media.stream?.getTracks().forEach((one) => one.stop());
  if (!media.stream) {
    if (media.refusal) now.refusal = media.refusal;
    now.phase = 'refused';
    return;
  }
  own.value = media.stream;
  now.lacksCamera = wantsCamera && !media.hasCamera;
  now.hasCamera = media.hasCamera;
  now.phase = 'joining';
  try {
    if (isNew) now.call_id = await ringUp(which);
    await join();
  } catch (failure) {
    if (talk.value !== now) return;
    const isIn = since;
    end('failed');
    now.failure = failure;
    if (isIn) await sit(now, 'left', joinId).catch(() => undefined); // or the others would wait for this device
  }
}

/** Ring at the others; where somebody else rang first, theirs is the call. Returns its id. */
async function ringUp(which: Which & { medium: Medium }): Promise<string> {
  try {
    const { call } = await callUp(which, which.medium);
    return call.call_id;
  } catch (error) {
    const other = error instanceof Refusal && error.slug === 'messaging/another-call' && error.problem.call_id;
    if (other) return other;
    throw error;
  }
}

/** Let this device be the one that talks. Throws Refusal, Unreachable, or what the socket says. */
async function join(): Promise<void> {
  isJoining = true;
  let call: Call | undefined;
  try {
    call = await sitDown();
  } finally {
    isJoining = false;
  }
  if (call) went(call);
  if (isToRejoin) void rejoin();
}

async function sitDown(): Promise<Call | undefined> {
  const now = talk.value;
  if (!now) return;
  const mine = joinId;
  const joined = await live.value
    ?.ask<Joined>('join_call', { ...whichOf(now), join_id: mine })
    .catch(() => (talk.value === now ? sit(now, 'joined', mine) : undefined));
  if (!joined) return;
  // Hung up meanwhile: the server may have heard that before it heard of the joining.
  if (talk.value !== now) return void sit(now, 'left', mine).catch(() => undefined);
  since = seatOf(joined.call, self)?.since ?? '';
  keepInterrupted(now);
  if (!joined.admission) return void end('over');
  if (joined.admission.kind !== 'peer') {
    end('foreign');
    return void (await sit(now, 'left', joinId));
  }
  await connect(joined.admission, joined.call);
  // Whoever hung up meanwhile may talk in another call by now.
  return talk.value === now ? joined.call : undefined;
}

async function connect(admission: Schemas['AdmissionOut'], call: Call): Promise<void> {
  const now = talk.value;
  if (!now) return;
  if (!lines.value) {
    const { openPeers } = await import('./peers');
    if (talk.value !== now) return;
    const made = openPeers(self, admission.ice_servers, (to, signal) => live.value?.ask('signal', { ...whichOf(now), to, signal }) ?? Promise.reject(new Error('the socket is closed'))); // prettier-ignore
    for (const track of own.value?.getTracks() ?? []) await made.share(track.kind as 'audio' | 'video', track);
    lines.value = made;
  }
  const made = lines.value;
  for (const one of call.seats) if (one.account_id !== self && one.state === 'joined') made.mend(one.account_id);
  for (const { sender, signal } of early.splice(0)) made.hear(sender, signal);
}

/** The socket is open again: the server has to learn from which one this device talks now. */
export async function rejoin(): Promise<void> {
  const now = talk.value;
  isToRejoin = isJoining;
  if (!now || !since || isJoining || !isTalking.value) return;
  try {
    await join();
  } catch {
    now.phase = 'lost'; // the next opening tries again, and so can the person
  }
}

export async function leave(): Promise<void> {
  const now = talk.value;
  if (!now) return;
  const isIn = isTalking.value && now.phase !== 'asking';
  end('over');
  talk.value = undefined;
  if (isIn) await sit(now, 'left', joinId).catch(() => undefined); // the server notices within a minute
}

function end(phase: Phase): void {
  lines.value?.close();
  lines.value = undefined;
  own.value?.getTracks().forEach((one) => one.stop());
  own.value = undefined;
  screen?.stop();
  screen = undefined;
  early = [];
  since = '';
  keepInterrupted(undefined);
  if (talk.value) talk.value.phase = phase;
}

export const close = () => void (talk.value = undefined);

export function mute(isOn: boolean): void {
  own.value?.getAudioTracks().forEach((one) => (one.enabled = !isOn));
  if (talk.value) talk.value.isMuted = isOn;
}

/** Turn the camera on or off; a screen that is shown stays. */
export async function film(isOn: boolean): Promise<void> {
  const now = talk.value;
  const stream = own.value;
  if (!now || !stream) return;
  const old = stream.getVideoTracks()[0];
  if (isOn && !old) {
    const { openMedia } = await import('./media');
    const track = (await openMedia(true, false)).stream?.getVideoTracks()[0];
    now.lacksCamera = !track;
    if (!track || talk.value !== now) return track?.stop();
    own.value = new MediaStream([...stream.getAudioTracks(), track]);
    if (!screen) await lines.value?.share('video', track);
  } else if (!isOn && old) {
    old.stop();
    own.value = new MediaStream(stream.getAudioTracks());
    if (!screen) await lines.value?.share('video', undefined);
  }
  now.hasCamera = isOn;
}

export async function show(isOn: boolean): Promise<void> {
  const now = talk.value;
  if (!now) return;
  if (isOn) {
    const shown = await navigator.mediaDevices.getDisplayMedia({ video: true });
    screen = shown.getVideoTracks()[0];
    if (!screen || talk.value !== now) return shown.getTracks().forEach((one) => one.stop());
    screen.onended = () => void show(false);
    await lines.value?.share('video', screen);
  } else {
    screen?.stop();
    screen = undefined;
    await lines.value?.share('video', own.value?.getVideoTracks()[0]);
  }
  now.hasScreen = isOn;
}
