// What was said last in the conversations that were opened lately, kept with the rest of the cache (lib/query.ts): it can
// be read without a network. What the server answers takes its place.
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import type { Message } from './thread';

export const MOST_TALKS = 20;
/** As many as a page of the server has. */
export const MOST_MESSAGES = 50;
/** Of one conversation, as JSON in UTF-8. */
export const MOST_BYTES = 100_000;

const ROOT = 'said';
queryClient.setQueryDefaults([ROOT], { meta: { offline: true } });

/** The last messages that may be kept, oldest first. */
function fitting(messages: readonly Message[]): Message[] {
  const encoder = new TextEncoder();
  const last = messages.slice(-MOST_MESSAGES);
  let room = MOST_BYTES;
  let from = last.length;
  while (from > 0 && (room -= encoder.encode(JSON.stringify(last[from - 1])).length) >= 0) from -= 1;
  return last.slice(from);
}

/** Keep the last messages of a conversation. self: who reads it; nothing is kept of somebody who left meanwhile. */
export function keepSaid(id: string, self: string, messages: readonly Message[]): void {
  if (useSession().account?.account_id !== self) return;
  queryClient.setQueryData<Message[]>([ROOT, id], fitting(messages));
  const all = queryClient.getQueryCache().findAll({ queryKey: [ROOT] });
  all.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const { queryKey } of all.slice(MOST_TALKS)) queryClient.removeQueries({ queryKey, exact: true });
}

/** What was said last, oldest first, as far as this device knows. */
export const saidIn = (id: string) => queryClient.getQueryData<readonly Message[]>([ROOT, id]);

/** It was erased, or the person is in it no more. */
export const forgetSaid = (id: string) => queryClient.removeQueries({ queryKey: [ROOT, id] });

/** These are all the conversations but archived ones: what is kept of any other was erased meanwhile. */
export function keepOnly(ids: readonly string[]): void {
  const isArchived = (id: unknown) =>
    queryClient.getQueryData<{ is_archived: boolean }>(['conversation', id])?.is_archived === true;
  const predicate = ({ queryKey: [, id] }: { queryKey: readonly unknown[] }) =>
    !ids.includes(String(id)) && !isArchived(id);
  queryClient.removeQueries({ queryKey: [ROOT], predicate });
}
