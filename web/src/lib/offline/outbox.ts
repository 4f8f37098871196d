// What people send waits here until the server has it, also over a reload and whatever page is open. Each message has
// its id from the start, so that sending one twice is harmless.
import { del, entries, set } from 'idb-keyval';
import { shallowRef } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { ulid } from '@/lib/ulid';
import { SYNC } from './sync';

/** What a message says. */
export type Draft = Omit<Schemas['MessageIn'], 'message_id'>;

export interface Waiting {
  message_id: string;
  conversation_id: string;
  /** Who wrote it: somebody else may sign in on this device. */
  sender_id: string;
  at: string;
  draft: Draft;
}

export interface Unsent extends Waiting {
  standing: 'sending' | 'queued' | 'failed';
  /** Why it was refused. */
  failure?: unknown;
}

const PREFIX = 'outbox:';
/** The server takes no id that is older than some minutes, unless it knows it: then the message never arrived. */
const TOO_OLD = 'messaging/message-id-out-of-time';

/** Everything that waits, oldest first. */
export const outbox = shallowRef<readonly Unsent[]>([]);

const listeners = new Set<(message: Schemas['MessageOut']) => void>();
const underway = new Map<string, Promise<void>>();

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
const keep = (one: Waiting) => quietly(() => set(PREFIX + one.message_id, one));
const drop = (id: string) => quietly(() => del(PREFIX + id));

const put = (id: string, made: Unsent | undefined) =>
  (outbox.value = outbox.value.flatMap((one) => (one.message_id === id ? (made ? [made] : []) : [one])));

const plain = ({ message_id, conversation_id, sender_id, at, draft }: Waiting): Waiting => ({ message_id, conversation_id, sender_id, at, draft }); // prettier-ignore

/** Take up what an earlier visit of this person left, and send it. */
export async function openOutbox(account: string): Promise<void> {
  const all = (await quietly(() => entries<string, Waiting>())) ?? [];
  const known = new Set(outbox.value.map((one) => one.message_id));
  const left = all
    .filter(([key, one]) => String(key).startsWith(PREFIX) && one.sender_id === account && !known.has(one.message_id))
    .map(([, one]) => ({ ...one, standing: 'queued' as const }));
  outbox.value = [...outbox.value.filter((one) => one.sender_id === account), ...left].sort((a, b) =>
    a.message_id.localeCompare(b.message_id),
  );
  await flush();
}

export async function post(sender_id: string, conversation_id: string, draft: Draft): Promise<void> {
  const at = new Date().toISOString();
  const made: Unsent = { message_id: `msg_${ulid()}`, conversation_id, sender_id, at, draft, standing: 'sending' };
  outbox.value = [...outbox.value, made];
  await keep(plain(made));
  await deliver(made);
}

/** Try one again that was refused. */
export async function again(id: string): Promise<void> {
  const one = outbox.value.find((each) => each.message_id === id);
  if (one) await deliver(one);
}

/** Give one up. Returns what it said. */
export async function discard(id: string): Promise<Draft | undefined> {
  const one = outbox.value.find((each) => each.message_id === id);
  put(id, undefined);
  await drop(id);
  return one?.draft;
}

/** Send what waits, oldest first. */
export async function flush(): Promise<void> {
  for (const one of outbox.value) if (one.standing === 'queued') await deliver(one);
}

function deliver(one: Unsent): Promise<void> {
  const running = underway.get(one.message_id) ?? attempt(one).finally(() => underway.delete(one.message_id));
  underway.set(one.message_id, running);
  return running;
}

async function attempt(given: Unsent): Promise<void> {
  let one = given;
  put(one.message_id, { ...one, standing: 'sending' });
  try {
    const message = await send(one).catch(async (error: unknown) => {
      if (!(error instanceof Refusal && error.slug === TOO_OLD)) throw error;
      const fresh: Unsent = { ...one, message_id: `msg_${ulid()}`, standing: 'sending' };
      put(one.message_id, fresh);
      await Promise.all([keep(plain(fresh)), drop(one.message_id)]);
      one = fresh;
      return send(one);
    });
    for (const listen of listeners) listen(message);
    put(one.message_id, undefined);
    await drop(one.message_id);
  } catch (error) {
    const standing = isFinal(error) ? 'failed' : 'queued';
    put(one.message_id, { ...one, standing, failure: error });
    if (standing === 'queued') void askForSync();
  }
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
const isFinal = (error: unknown) => error instanceof Refusal && error.status < 500 && error.status !== TOO_MANY;

// Over HTTP: its answer means that the message is stored; the socket brings it to the others.
const send = ({ message_id, conversation_id, draft }: Waiting) =>
  got(
    api.POST('/v1/conversations/{conversation_id}/messages', {
      body: { message_id, ...draft },
      params: { path: { conversation_id } },
    }),
  );
