// What the service worker does with the outbox when the network is back and no window of the app is open.
import { del, entries, get, set } from 'idb-keyval';
import type { Waiting } from './outbox';
import { FileLost, FileNotTaken, handIn, type Road } from './uploads';

export const SYNC = 'outbox';
/** What the worker tells windows that are open: they have a token, and show what becomes of each message. */
export const FLUSH = 'FLUSH_OUTBOX';
/** What it tells a window when somebody touches a notice: the page that it leads to. */
export const OPEN = 'OPEN';
/** Under which messages lie on the device. */
export const PREFIX = 'outbox:';

/** Let one window, or the worker, send a message at a time. */
export const alone = <T>(id: string, work: () => Promise<T>): Promise<T> =>
  // The types tell of a promise of a promise, which there is not.
  navigator.locks ? (navigator.locks.request(`guildhall-${id}`, work) as Promise<never>) : work();

interface Store {
  entries: () => Promise<[IDBValidKey, Waiting][]>;
  get: (key: string) => Promise<Waiting | undefined>;
  set: (key: string, value: Waiting) => Promise<void>;
  del: (key: string) => Promise<void>;
}
const device: Store = { entries: () => entries<string, Waiting>(), get, set, del };

/** The server refused: what was asked stays for its writer to see. */
class Refused extends Error {}

/** Whether anything waits on this device. */
export const isAnythingLeft = async (store: Store = device): Promise<boolean> =>
  (await store.entries()).some(([key]) => String(key).startsWith(PREFIX));

/** Send what waits, oldest first. Throws where the network is gone again, so that the browser tries later. */
export async function sendFromWorker(store: Store = device): Promise<void> {
  const waiting = (await store.entries())
    .filter(([key]) => String(key).startsWith(PREFIX))
    .map(([, one]) => one)
    .sort((a, b) => a.message_id.localeCompare(b.message_id));
  if (!waiting.length) return;
  const token = await freshToken();
  if (!token) return; // nobody is signed in: it waits for whoever wrote it
  const me = await ask<{ account_id: string }>(token, 'GET', '/v1/me');
  for (const one of waiting.filter((each) => each.sender_id === me.account_id))
    await alone(one.message_id, () => send(one.message_id, token, store));
}

async function send(id: string, token: string, store: Store): Promise<void> {
  let one = await store.get(PREFIX + id);
  if (!one) return; // a window was faster
  const path = `/v1/conversations/${encodeURIComponent(one.conversation_id)}`;
  try {
    for (const file of one.files.filter((each) => !each.file_id)) {
      const file_id = await handIn(file, roadTo(`${path}/files`, token));
      one = { ...one, files: one.files.map((each) => (each === file ? { ...each, file_id } : each)) };
      await store.set(PREFIX + id, one);
    }
    const file_ids = one.files.flatMap((each) => each.file_id ?? []);
    const body = { message_id: id, ...one.draft, ...(file_ids.length ? { file_ids } : {}) };
    await ask(token, 'POST', `${path}/messages`, body);
    await store.del(PREFIX + id);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof FileLost || error instanceof FileNotTaken)) throw error;
  }
}

const roadTo = (path: string, token: string): Road => ({
  announce: (body) => ask(token, 'POST', path, body),
  put: async ({ url, fields }, blob) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', blob);
    said(await fetch(url, { method: 'POST', body: form }));
  },
  confirm: (id) => ask(token, 'POST', `${path}/${id}/confirm`),
  look: (id) => ask(token, 'GET', `${path}/${id}`),
});

async function ask<T>(token: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
    ...(body ? { 'Content-Type': 'application/json' } : {}),
  };
  const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return (await said(answer).json()) as T;
}

/** What is refused stays for its writer to see; what the server could not do now is tried again. */
function said(answer: Response): Response {
  if (answer.status >= 500) throw new Error(`the server answered ${String(answer.status)}`);
  if (!answer.ok) throw new Refused(String(answer.status));
  return answer;
}

/** A token from the session's cookie; windows and the worker must not use the same refresh token at once. */
function freshToken(): Promise<string | undefined> {
  const renew = async () => {
    const answer = await fetch('/v1/auth/refresh', {
      method: 'POST',
      headers: { 'X-Requested-With': 'guildhall-web' },
    });
    if (answer.status >= 500) throw new Error('the server cannot renew the session now');
    const given = answer.ok ? ((await answer.json()) as { kind: string; access_token?: string }) : undefined;
    return given?.access_token;
  };
  return alone('session', renew);
}
