// What people send waits here until the server has it, also over a reload and whatever page is open. Each message has
// its id from the start, so that sending one twice is harmless.
import { del, entries, get, set } from 'idb-keyval';
import { shallowReactive, shallowRef } from 'vue';
import { api, got, newKey, type Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { putFile } from '@/lib/files';
import { useSession } from '@/lib/session';
import { backoff } from '@/lib/backoff';
import { ulid } from '@/lib/ulid';
import { alone, PREFIX, SYNC } from './sync';
import { FileLost, FileNotTaken, handIn, type LocalFile, type Road } from './uploads';

/** What a message says; its files are handed in when it is sent. */
export type Draft = Omit<Schemas['MessageIn'], 'message_id' | 'file_ids'>;

export interface Waiting {
  message_id: string;
  conversation_id: string;
  /** Who wrote it: somebody else may sign in on this device. */
  sender_id: string;
  at: string;
  draft: Draft;
  files: readonly LocalFile[];
}

/** How much of a message lies on the device: a full disk may take the words only, a private window nothing. */
export type Keeping = 'whole' | 'words' | 'nothing';

export interface Unsent extends Waiting {
  standing: 'sending' | 'queued' | 'failed';
  keeping: Keeping;
  /** Why it was refused. */
  failure?: unknown;
}

/** The server takes no id that is older than some minutes, unless it knows it: then the message never arrived. */
const TOO_OLD = 'messaging/message-id-out-of-time';
/** A file was forgotten meanwhile, or another message shows it: it has to be handed in again. */
const FILE_GONE = 'messaging/file-not-sendable';

/** Nothing goes out in the name of whoever signed in on this device after its writer: it waits for them. */
const isMine = (one: Waiting) => useSession().account?.account_id === one.sender_id;
const NOT_MINE = 'its writer is not signed in';

/** Everything that waits, oldest first. */
export const outbox = shallowRef<readonly Unsent[]>([]);
/** How much of each file has arrived, as a share of 1. */
export const progress = shallowReactive(new Map<string, number>());

const listeners = new Set<(message: Schemas['MessageOut']) => void>();
const underway = new Map<string, { done: Promise<void>; stop: AbortController }>();

/** Hear of each message that the server has taken; returns how to stop. */
export function onTaken(listener: (message: Schemas['MessageOut']) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A full disk or a private window: the message is then sent from memory. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
const drop = (id: string) => quietly(() => del(PREFIX + id));

/** Keep what the device has room for: everything, or the words. */
async function keep(one: Waiting): Promise<Keeping> {
  const kept = async (given: Waiting) => await quietly(() => set(PREFIX + one.message_id, given).then(() => true));
  if (await kept(plain(one))) return 'whole';
  const files = one.files.map((file) => ({ ...file, blob: undefined }));
  return files.length && (await kept(plain({ ...one, files }))) ? 'words' : 'nothing';
}

const put = (id: string, made: Unsent | undefined) =>
  (outbox.value = outbox.value.flatMap((one) => (one.message_id === id ? (made ? [made] : []) : [one])));

const plain = ({ message_id, conversation_id, sender_id, at, draft, files }: Waiting): Waiting => ({ message_id, conversation_id, sender_id, at, draft, files }); // prettier-ignore

/** Take up what an earlier visit of this person left, and send it. */
export async function openOutbox(account: string): Promise<void> {
  const all = (await quietly(() => entries<string, Waiting>())) ?? [];
  const known = new Set(outbox.value.map((one) => one.message_id));
  const left = all
    .filter(([key, one]) => String(key).startsWith(PREFIX) && one.sender_id === account && !known.has(one.message_id))
    .map(([, one]) => ({ ...one, standing: 'queued' as const, keeping: 'whole' as const }));
  outbox.value = [...outbox.value.filter((one) => one.sender_id === account), ...left].sort((a, b) =>
    a.message_id.localeCompare(b.message_id),
  );
  await flush();
}

export async function post(
  sender_id: string,
  conversation_id: string,
  draft: Draft,
  files: readonly LocalFile[] = [],
): Promise<void> {
  const at = new Date().toISOString();
  const said: Waiting = { message_id: `msg_${ulid()}`, conversation_id, sender_id, at, draft, files };
  const made: Unsent = { ...said, standing: 'sending', keeping: 'nothing' };
  outbox.value = [...outbox.value, made];
  await deliver({ ...made, keeping: await keep(said) });
}

/** Try one again that was refused. */
export async function again(id: string): Promise<void> {
  const one = outbox.value.find((each) => each.message_id === id);
  if (one) await deliver(one);
}

/** Give one up, also while it is on its way. Returns what it was. */
export async function discard(id: string): Promise<Waiting | undefined> {
  const one = outbox.value.find((each) => each.message_id === id);
  put(id, undefined);
  underway.get(id)?.stop.abort();
  await drop(id);
  for (const { file_id } of one?.files ?? []) if (file_id && one) void erase(one.conversation_id, file_id);
  return one && plain(one);
}

/** Send what waits, oldest first. */
export async function flush(): Promise<void> {
  for (const one of outbox.value) if (one.standing === 'queued' && isMine(one)) await deliver(one);
}

function deliver(one: Unsent): Promise<void> {
  const running = underway.get(one.message_id);
  if (running) return running.done;
  const stop = new AbortController();
  const done = alone(one.message_id, () => attempt(one, stop.signal)).finally(() => underway.delete(one.message_id));
  underway.set(one.message_id, { done, stop });
  return done;
}

async function attempt(given: Unsent, signal: AbortSignal): Promise<void> {
  let one = given;
  const become = async (now: Unsent) => {
    put(one.message_id, now);
    if (signal.aborted) return void (one = now);
    await keep(now);
    if (now.message_id !== one.message_id) await drop(one.message_id);
    one = now;
  };
  if (!outbox.value.some((each) => each.message_id === one.message_id)) return void (await drop(one.message_id));
  // Another window, or the service worker, may have sent what an earlier visit left.
  if (one.keeping !== 'nothing' && (await isGone(one))) return void put(one.message_id, undefined);
  put(one.message_id, { ...one, standing: 'sending' });
  try {
    for (const file of one.files.filter((each) => !each.file_id)) {
      if (!isMine(one)) throw new Error(NOT_MINE);
      const file_id = await handIn(file, roadTo(one.conversation_id, file, signal));
      if (signal.aborted) return void erase(one.conversation_id, file_id);
      const files = one.files.map((each) => (each.local_id === file.local_id ? { ...each, file_id } : each));
      await become({ ...one, files, standing: 'sending' });
    }
    const message = await send(one).catch(async (error: unknown) => {
      if (!(error instanceof Refusal && error.slug === TOO_OLD)) throw error;
      await become({ ...one, message_id: `msg_${ulid()}`, standing: 'sending' });
      return send(one);
    });
    for (const listen of listeners) listen(message);
    put(one.message_id, undefined);
    await drop(one.message_id);
    tries = 0;
  } catch (error) {
    if (error instanceof Refusal && error.slug === FILE_GONE)
      one = { ...one, files: one.files.map((file) => ({ ...file, file_id: undefined })) };
    const standing = isFinal(error) ? 'failed' : 'queued';
    put(one.message_id, { ...one, standing, failure: error });
    if (standing === 'queued' && !signal.aborted) tryLater();
  } finally {
    for (const file of one.files) progress.delete(file.local_id);
  }
}

/** Whether what was kept of a message is there no more. A device that cannot be read says nothing about it. */
const isGone = (one: Waiting): Promise<boolean> =>
  get(PREFIX + one.message_id).then(
    (found) => found === undefined,
    () => false,
  );

let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The browser gives a request up after three tries of its own. */
const TRIES_PER_REQUEST = 20;

/** Try again after a pause that grows while nothing goes through; the browser may be told before, or see to it later. */
function tryLater(): void {
  if (timer) return;
  if (tries % TRIES_PER_REQUEST === 0) void askForSync();
  timer = setTimeout(() => {
    timer = undefined;
    void flush();
  }, backoff(tries++));
}

interface Syncing {
  sync?: { register: (tag: string) => Promise<void> };
}

/** Let the browser wake the service worker once the network is back, where it can: the window may be closed then. */
const askForSync = () =>
  quietly(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await (registration as Syncing | undefined)?.sync?.register(SYNC);
  });

const TOO_MANY = 429;
const isFinal = (error: unknown) =>
  error instanceof FileLost ||
  error instanceof FileNotTaken ||
  (error instanceof Refusal && error.status < 500 && error.status !== TOO_MANY);

// Over HTTP: its answer means that the message is stored; the socket brings it to the others.
async function send(one: Waiting) {
  if (!isMine(one)) throw new Error(NOT_MINE);
  const { message_id, conversation_id, draft, files } = one;
  const file_ids = files.flatMap((one) => one.file_id ?? []);
  return got(
    api.POST('/v1/conversations/{conversation_id}/messages', {
      body: { message_id, ...draft, ...(file_ids.length ? { file_ids } : {}) },
      params: { path: { conversation_id } },
    }),
  );
}

const FILES = '/v1/conversations/{conversation_id}/files';

function roadTo(conversation_id: string, file: LocalFile, signal: AbortSignal): Road {
  const told = (share: number) => progress.set(file.local_id, share);
  const path = (file_id: string) => ({ conversation_id, file_id });
  return {
    announce: (body) => got(api.POST(FILES, { body, params: { path: { conversation_id }, header: newKey() }, signal })),
    put: (form, blob) => putFile(form.url, form.fields, blob, told, signal),
    confirm: (id) =>
      got(api.POST(`${FILES}/{file_id}/confirm`, { params: { path: path(id), header: newKey() }, signal })),
    look: (id) => got(api.GET(`${FILES}/{file_id}`, { params: { path: path(id) }, signal })),
  };
}

const erase = (conversation_id: string, file_id: string) =>
  quietly(() => got(api.DELETE(`${FILES}/{file_id}`, { params: { path: { conversation_id, file_id } } })));
