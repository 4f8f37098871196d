// Messages that could not be sent yet, kept on this device until the server has them. Each has its id from the start,
// so that sending one twice is harmless.
import { del, entries, set } from 'idb-keyval';

export interface Waiting {
  message_id: string;
  conversation_id: string;
  text: string;
  at: string;
}

const PREFIX = 'outbox:';

export const keepMessage = (one: Waiting) => set(PREFIX + one.message_id, one).catch(() => undefined);
export const dropMessage = (id: string) => del(PREFIX + id).catch(() => undefined);

/** Everything that waits, oldest first. */
export async function waitingMessages(): Promise<Waiting[]> {
  const all = await entries<string, Waiting>().catch(() => []);
  return all
    .filter(([key]) => String(key).startsWith(PREFIX))
    .map(([, one]) => one)
    .sort((a, b) => a.message_id.localeCompare(b.message_id));
}
