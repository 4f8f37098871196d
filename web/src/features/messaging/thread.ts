// What a conversation shows, as a function of what was heard: pages of history, gaps, echoes and receipts in any order,
// each message once, in the order in which they were taken.
import type { Schemas } from '@/lib/api/client';
import type { Waiting } from '@/lib/offline/outbox';

export type Message = Schemas['MessageOut'];
export type Receipt = Schemas['ReadReceiptOut'];
export type Standing = 'sending' | 'queued' | 'failed' | 'sent' | 'delivered' | 'read';

export interface Shown extends Message {
  standing: Standing;
}

/** Put messages among those known: each once, in its latest version, ordered by when they were sent. */
export function merged(known: readonly Message[], more: readonly Message[]): Message[] {
  const all = new Map(known.map((one) => [one.message_id, one]));
  for (const one of more) {
    if ((all.get(one.message_id)?.version ?? 0) <= one.version) all.set(one.message_id, one);
  }
  return [...all.values()].sort(
    (a, b) => a.sent_at.localeCompare(b.sent_at) || a.message_id.localeCompare(b.message_id),
  );
}

/** Keep the receipt that goes further: events may overtake each other. */
export function newer(old: Receipt | undefined, given: Receipt): Receipt {
  const later = (a: string | null | undefined, b: string | null) => ((a ?? '') > (b ?? '') ? (a ?? null) : b);
  return {
    ...given,
    delivered_up_to: later(old?.delivered_up_to, given.delivered_up_to),
    read_up_to: later(old?.read_up_to, given.read_up_to),
    read_message_id:
      (old?.read_up_to ?? '') > (given.read_up_to ?? '') ? (old?.read_message_id ?? null) : given.read_message_id,
  };
}

/** How far an own message has got with the others. */
export function standingOf(message: Message, receipts: readonly Receipt[]): Standing {
  const reached = (field: 'delivered_up_to' | 'read_up_to') =>
    receipts.length > 0 && receipts.every((one) => (one[field] ?? '') >= message.sent_at);
  return reached('read_up_to') ? 'read' : reached('delivered_up_to') ? 'delivered' : 'sent';
}

/** The whole thread: what the server took, then what still waits here. */
export function shown(
  taken: readonly Message[],
  waiting: readonly (Waiting & { standing: Standing })[],
  self: string,
  receipts: readonly Receipt[],
): Shown[] {
  const known = new Set(taken.map((one) => one.message_id));
  const rest = waiting
    .filter((one) => !known.has(one.message_id))
    .map((one) => ({
      message_id: one.message_id,
      conversation_id: one.conversation_id,
      sender_id: self,
      text: one.text,
      sent_at: one.at,
      reply_to: null,
      thread_id: null,
      mention_ids: [],
      code_language: null,
      edited_at: null,
      deleted_at: null,
      reactions: [],
      hints: [],
      version: 0,
      standing: one.standing,
    }));
  return [...taken.map((one) => ({ ...one, standing: standingOf(one, receipts) })), ...rest];
}
