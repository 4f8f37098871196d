// What the service worker does with the outbox when the network is back and no window of the app is open.
import { del, entries } from 'idb-keyval';
import type { Waiting } from './outbox';

export const SYNC = 'outbox';
/** What the worker tells windows that are open: they have a token, and show what becomes of each message. */
export const FLUSH = 'FLUSH_OUTBOX';

interface Store {
  entries: () => Promise<[IDBValidKey, Waiting][]>;
  del: (key: string) => Promise<void>;
}
const device: Store = { entries: () => entries<string, Waiting>(), del };
const PREFIX = 'outbox:';

/** Send what waits, oldest first. Throws where the network is gone again, so that the browser tries later. */
export async function sendFromWorker(store: Store = device): Promise<void> {
  const waiting = (await store.entries())
    .filter(([key]) => String(key).startsWith(PREFIX))
    .map(([, one]) => one)
    .sort((a, b) => a.message_id.localeCompare(b.message_id));
  if (!waiting.length) return;
  const token = await freshToken();
  if (!token) return; // nobody is signed in: it waits for whoever wrote it
  const me = (await (await ask('/v1/me', token)).json()) as { account_id: string };
  for (const one of waiting.filter((each) => each.sender_id === me.account_id)) await send(one, token, store);
}

async function send(one: Waiting, token: string, store: Store): Promise<void> {
  const path = `/v1/conversations/${encodeURIComponent(one.conversation_id)}/messages`;
  const answer = await ask(path, token, { message_id: one.message_id, ...one.draft });
  // What is refused stays for its writer to see; what the server could not do now is tried again.
  if (answer.ok) await store.del(PREFIX + one.message_id);
  else if (answer.status >= 500) throw new Error(`the server answered ${String(answer.status)}`);
}

const ask = (path: string, token: string, body?: object) =>
  fetch(path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

/** A token from the session's cookie; windows and the worker must not use the same refresh token at once. */
function freshToken(): Promise<string | undefined> {
  const renew = async () => {
    const answer = await fetch('/v1/auth/refresh', {
      method: 'POST',
      headers: { 'X-Requested-With': 'guildhall-web' },
    });
    if (answer.status >= 500) throw new Error('the server cannot renew the session now');
    const said = answer.ok ? ((await answer.json()) as { kind: string; access_token?: string }) : undefined;
    return said?.access_token;
  };
  // The types tell of a promise of a promise, which there is not.
  return navigator.locks ? (navigator.locks.request('guildhall-session', renew) as Promise<never>) : renew();
}
