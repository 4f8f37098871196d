// Calls on this device: they ring, are answered on one device, missed, declined or refused by the browser.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import * as calls from '@/features/messaging/calls';
import { rings } from '@/features/messaging/rings';
import CallWatch from '@/features/messaging/parts/CallWatch.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const socket = vi.hoisted(() => ({ heard: [] as ((frame: object) => void)[], said: [] as [string, object][], join: {} as object, ringing: [] as object[], opened: [] as (() => void)[] })); // prettier-ignore
const peers = vi.hoisted(() => ({ come: Promise.resolve() }));
vi.mock('@/features/messaging/peers', (load) => peers.come.then(() => load()));
vi.mock('@/lib/live', () => {
  const ask = (action: string, fields: object) => {
    socket.said.push([action, fields]);
    return Promise.resolve(action === 'join_call' ? socket.join : action === 'ringing' ? socket.ringing : {});
  };
  const useLive = (listen: (frame: object) => void, opened: () => void) => void (socket.heard.push(listen), socket.opened.push(opened)); // prettier-ignore
  return { useLive, live: { value: { ask, isLost: { value: false } } } };
});

class Track {
  enabled = true;
  muted = false;
  readyState = 'live';
  constructor(readonly kind: string) {}
  stop = () => (this.readyState = 'ended');
}
class Stream {
  constructor(private readonly tracks: Track[] = []) {}
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks.filter((one) => one.kind === 'audio');
  getVideoTracks = () => this.tracks.filter((one) => one.kind === 'video');
  addTrack = (one: Track) => this.tracks.push(one);
  removeTrack = (one: Track) => this.tracks.splice(this.tracks.indexOf(one), 1);
}

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const seat = (account_id: string, state: string, since = '2026-03-01T10:00:00Z') => ({ account_id, state, since });
const aCall = (more: object = {}) => ({ call_id: 'cal_1', conversation_id: 'cnv_1', caller_id: 'acc_c', medium: 'voice', state: 'ringing', started_at: '2026-03-01T10:00:00Z', rings_until: new Date(Date.now() + 45_000).toISOString(), answered_at: null, ended_at: null, seats: [seat('acc_c', 'joined'), seat('acc_me', 'invited')], version: 1, ...more }); // prettier-ignore
const tell = (call: object) => socket.heard.forEach((listen) => listen({ event: 'call', call }));
const button = (name: string) => [...document.querySelectorAll<HTMLElement>('button')].find((one) => (one.textContent.trim() || one.getAttribute('aria-label')) === name); // prettier-ignore
const seen = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));

let devices: () => Promise<Stream>;
const microphone = new Track('audio');
let count = 0;

beforeAll(() => need('calls', 'messaging', 'problems'));
enableAutoUnmount(afterEach);
beforeEach(() => {
  count += 1;
  devices = () => Promise.resolve(new Stream([microphone]));
  vi.stubGlobal('MediaStream', Stream);
  vi.stubGlobal('navigator', { ...navigator, mediaDevices: { getUserMedia: () => devices() } });
  useSession().account = { account_id: 'acc_me', display_name: 'Me', roles: [] } as never;
  mount(CallWatch, { global, attachTo: document.body });
});
afterEach(() => {
  rings.clear();
  calls.close();
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
  Object.assign(socket, { heard: [], said: [], opened: [], ringing: [] });
});
/** Versions are remembered by id: each test calls anew. */
const id = () => `cal_${String(count)}`;
const named = { 'GET /v1/profiles/acc_c': { items: [{ display_name: 'Clara' }] } };

it('rings on every page until it is answered on another device, and says what was missed', async () => {
  answer(named);
  tell(aCall({ call_id: id() }));
  await seen('Clara calls');
  tell(
    aCall({ call_id: id(), version: 2, state: 'ongoing', seats: [seat('acc_c', 'joined'), seat('acc_me', 'joined')] }),
  );
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('Clara calls'));
  tell(aCall({ call_id: id(), version: 1 }));
  await flushPromises();
  expect(document.body.textContent).not.toContain('Clara calls');

  tell(aCall({ call_id: `${id()}b` }));
  await seen('Clara calls');
  tell(aCall({ call_id: `${id()}b`, version: 2, state: 'missed', seats: [seat('acc_c', 'left'), seat('acc_me', 'missed')] })); // prettier-ignore
  await seen('Clara called');
  button('Close')?.click();
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('Clara called'));
});

it('rings for a call that began before the page was opened, and not for one that is known to be over', async () => {
  answer(named);
  const call = aCall({ call_id: id() });
  socket.ringing = [call];
  socket.opened.forEach((opened) => opened());
  await seen('Clara calls');
  expect(socket.said).toEqual([['ringing', undefined]]);
  tell({ ...call, version: 2, state: 'ended', seats: [seat('acc_c', 'left'), seat('acc_me', 'declined')] });
  socket.opened.forEach((opened) => opened());
  await flushPromises();
  expect(document.body.textContent).not.toContain('Clara calls');
});

it('declines', async () => {
  const sent = answer({ ...named, [`PUT /v1/conversations/cnv_1/calls/${id()}/seat`]: { call: aCall(), admission: null } }); // prettier-ignore
  tell(aCall({ call_id: id() }));
  await seen('Clara calls');
  button('Decline')?.click();
  await vi.waitFor(() => expect(sent.some((one) => one.method === 'PUT')).toBe(true));
  expect(await sent.find((one) => one.method === 'PUT')?.json()).toEqual({ state: 'declined' });
});

it('explains a microphone that the browser keeps to itself, and joins nothing', async () => {
  answer(named);
  devices = () => Promise.reject(Object.assign(new Error(), { name: 'NotAllowedError' }));
  tell(aCall({ call_id: id() }));
  await seen('Clara calls');
  button('Answer')?.click();
  await seen('The microphone is blocked');
  await seen('Open the settings of this page');
  expect(socket.said).toEqual([]);
});

it('takes nothing that was heard of a call that was left while it was joined for the next one', async () => {
  answer(named);
  let come: () => void = () => undefined;
  peers.come = new Promise((resolve) => (come = resolve));
  const left = aCall({ call_id: id() });
  const next = aCall({ call_id: `${id()}b` });
  const joined = () => socket.said.filter(([action]) => action === 'join_call').length;
  socket.join = { call: { ...left, version: 3, seats: [seat('acc_c', 'joined'), seat('acc_me', 'joined')] }, admission: { kind: 'peer', ice_servers: [] } }; // prettier-ignore
  void calls.answer(left as never, false);
  await vi.waitFor(() => expect(joined()).toBe(1));
  calls.close();
  socket.join = { call: { ...next, version: 2, seats: [seat('acc_c', 'left'), seat('acc_me', 'joined')] }, admission: { kind: 'peer', ice_servers: [] } }; // prettier-ignore
  void calls.answer(next as never, false);
  await vi.waitFor(() => expect(joined()).toBe(2));

  come();
  await vi.waitFor(() => expect(calls.talk.value?.phase).not.toBe('joining'));
  await flushPromises();
  expect(calls.talk.value).toMatchObject({ phase: 'waiting', call: { call_id: next.call_id } });
});

const puts = async (sent: Request[]) => Promise.all(sent.filter((one) => one.method === 'PUT').map((one) => one.clone().json())); // prettier-ignore

it.each(['comes', 'is refused'])(
  'leaves as what it joined, also where the joining %s after it hung up',
  async (how) => {
    const seats = [seat('acc_c', 'joined'), seat('acc_me', 'joined')];
    const call = aCall({ call_id: id(), state: 'ongoing', seats });
    const said = { call, admission: { kind: 'peer', ice_servers: [] } };
    const sent = answer({ ...named, [`PUT /v1/conversations/cnv_1/calls/${id()}/seat`]: said });
    let come: () => void = () => undefined;
    socket.join = new Promise((resolve, reject) => (come = () => (how === 'comes' ? resolve(said) : reject(new Error('the socket is closed'))))); // prettier-ignore
    const answered = calls.answer(call as never, false);
    await vi.waitFor(() => expect(socket.said).toHaveLength(1));
    await calls.leave();
    come();
    await answered;
    await flushPromises();

    const { join_id } = socket.said[0]?.[1] as { join_id: string };
    expect(join_id).toMatch(/^[0-9A-Z]{26}$/);
    expect(await puts(sent)).toEqual(Array(how === 'comes' ? 2 : 1).fill({ state: 'left', join_id }));
  },
);

it('joins by the API under the same name where the socket cannot, leaves when it cannot talk, and names itself anew the next time', async () => {
  const call = aCall({ call_id: id(), state: 'ongoing', seats: [seat('acc_c', 'joined'), seat('acc_me', 'joined')] });
  const said = { call, admission: { kind: 'peer', ice_servers: [] } };
  const sent = answer({ ...named, [`PUT /v1/conversations/cnv_1/calls/${id()}/seat`]: said });
  for (let time = 0; time < 2; time += 1) {
    socket.join = Promise.reject(new Error('the socket is closed'));
    await calls.answer(call as never, false);
    await calls.leave();
  }

  const [first, second] = socket.said.map(([, fields]) => (fields as { join_id: string }).join_id);
  expect(first).not.toBe(second);
  expect(await puts(sent)).toEqual([first, second].flatMap((join_id) => [{ state: 'joined', join_id }, { state: 'left', join_id }])); // prettier-ignore
});

it('joins though the call changes while the browser asks for the microphone', async () => {
  answer(named);
  let give: ((stream: Stream) => void) | undefined;
  devices = () => new Promise((resolve) => (give = resolve));
  const seats = [seat('acc_c', 'joined'), seat('acc_me', 'joined')];
  socket.join = { call: aCall({ call_id: id(), state: 'ongoing', seats, version: 3 }), admission: { kind: 'peer', ice_servers: [] } }; // prettier-ignore
  tell(aCall({ call_id: id() }));
  await seen('Clara calls');
  button('Answer')?.click();
  await vi.waitFor(() => expect(give).toBeTruthy());
  tell(aCall({ call_id: id(), version: 2, seats: [seat('acc_c', 'joined', '2026-03-01T10:01:00Z'), seat('acc_me', 'invited')] })); // prettier-ignore
  give?.(new Stream([microphone]));
  await vi.waitFor(() => expect(socket.said.map(([action]) => action)).toContain('join_call'));
});

it('talks without the camera where that is refused; leaves what another device takes over', async () => {
  answer(named);
  let asked = 0;
  devices = () => (asked++ ? Promise.resolve(new Stream([microphone])) : Promise.reject(new Error('in use')));
  const alone = [seat('acc_c', 'left'), seat('acc_me', 'joined'), seat('acc_x', 'invited')];
  const call = aCall({ call_id: id(), medium: 'video' });
  socket.join = { call: { ...call, seats: alone, version: 2 }, admission: { kind: 'peer', ice_servers: [] } };
  tell(call);
  await seen('Clara calls with video');
  button('Answer with camera')?.click();
  await seen('the others only hear you');
  await vi.waitFor(() => expect(calls.talk.value?.phase).toBe('waiting'));
  button('Mute the microphone')?.click();
  await vi.waitFor(() => expect(microphone.enabled).toBe(false));

  tell({ ...call, version: 3, seats: [...alone.slice(0, 1), seat('acc_me', 'joined', '2026-03-01T10:05:00Z'), ...alone.slice(2)] }); // prettier-ignore
  await seen('You talk on another device');
  expect(microphone.readyState).toBe('ended');
});

it('says that a call is held where this app cannot join it', async () => {
  answer(named);
  const call = aCall({ call_id: id() });
  socket.join = { call, admission: { kind: 'chime', ice_servers: [] } };
  tell(call);
  await seen('Clara calls');
  button('Answer')?.click();
  await seen('This call needs another program');
});

it('goes on with a call that a reload interrupted, also once the server has noticed, until another device does', async () => {
  const seats = [seat('acc_c', 'joined'), seat('acc_me', 'joined')];
  const call = aCall({ call_id: id(), state: 'ongoing', seats });
  answer({ ...named, [`GET /v1/conversations/cnv_1/calls/${id()}`]: call });
  sessionStorage.setItem('call', JSON.stringify({ conversation_id: 'cnv_1', call_id: id() }));
  calls.follow('acc_me');
  await seen('You were in a call with Clara');
  const mine = async (version: number, state: string) => {
    tell({ ...call, version, seats: [seat('acc_c', 'joined'), seat('acc_me', state, `2026-03-01T10:0${String(version)}:00Z`)] }); // prettier-ignore
    await flushPromises();
    return !!button('Go on with the call');
  };
  expect(await mine(2, 'lost')).toBe(true);
  expect(await mine(3, 'joined')).toBe(false);
});
