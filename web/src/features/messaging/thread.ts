// What a conversation shows, as a function of what was heard: pages of history, gaps, echoes and receipts in any order,
// each message once, in the order in which they were taken.
import type { Schemas } from '@/lib/api/client';
import type { Keeping, Unsent } from '@/lib/offline/outbox';
import type { LocalFile } from '@/lib/offline/uploads';

export type Message = Schemas['MessageOut'];
export type Receipt = Schemas['ReadReceiptOut'];
export type Standing = Unsent['standing'] | 'sent' | 'delivered' | 'read';

export interface Shown extends Message {
  standing: Standing;
  /** Why it was refused. */
  failure?: unknown;
  /** Of one that waits: its files, and how much of it this device keeps. */
  local?: readonly LocalFile[];
  keeping?: Keeping;
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

/** The whole conversation: what the server took, then what still waits here. */
export function shown(taken: readonly Message[], waiting: readonly Unsent[], receipts: readonly Receipt[]): Shown[] {
  const known = new Set(taken.map((one) => one.message_id));
  return [
    ...taken.map((one) => ({ ...one, standing: standingOf(one, receipts) })),
    ...waiting.filter((one) => !known.has(one.message_id)).map(unsent),
  ];
}

function unsent({ draft, at, files, keeping, ...one }: Unsent): Shown {
  return {
    message_id: one.message_id,
    conversation_id: one.conversation_id,
    sender_id: one.sender_id,
    text: draft.text,
    sent_at: at,
    reply_to: draft.reply_to ?? null,
    thread_id: draft.thread_id ?? null,
    mention_ids: [...(draft.mention_ids ?? [])],
    code_language: draft.code_language ?? null,
    kind: 'text',
    files: [],
    edited_at: null,
    deleted_at: null,
    reactions: [],
    replies: 0,
    last_reply_at: null,
    hints: [],
    preview: null,
    call: null,
    version: 0,
    standing: one.standing,
    failure: one.failure,
    local: files,
    keeping,
  };
}

/** Whoever has read a message, in the order in which they came to it. */
export const readersOf = (message: Message, receipts: readonly Receipt[]): Receipt[] =>
  receipts
    .filter((one) => one.account_id !== message.sender_id && (one.read_up_to ?? '') >= message.sent_at)
    .sort((a, b) => (a.read_up_to ?? '').localeCompare(b.read_up_to ?? ''));

/** All of somebody's reactions to a message once one of them was pressed. */
export function pressed(message: Message, emoji: string, self: string): string[] {
  const own = message.reactions.filter((one) => one.account_ids.includes(self)).map((one) => one.emoji);
  return own.includes(emoji) ? own.filter((one) => one !== emoji) : [...own, emoji];
}

export interface Piece {
  text: string;
  kind: 'plain' | 'mention' | 'link';
}

const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'»]/g;

/** Take a text apart into words, names that are called, and addresses. names: of the people mentioned. */
export function pieces(text: string, names: readonly string[]): Piece[] {
  const called = names.filter(Boolean).map((name) => `@${name}`);
  const found: Piece[] = [];
  let rest = 0;
  const add = (from: number, to: number, kind: Piece['kind']) => {
    if (from > rest) found.push({ text: text.slice(rest, from), kind: 'plain' });
    found.push({ text: text.slice(from, to), kind });
    rest = to;
  };
  for (const [from, to, kind] of [...linksOf(text), ...called.flatMap((name) => placesOf(text, name))].sort(
    (a, b) => a[0] - b[0],
  ))
    if (from >= rest) add(from, to, kind);
  if (rest < text.length) found.push({ text: text.slice(rest), kind: 'plain' });
  return found;
}

type Place = [from: number, to: number, kind: Piece['kind']];

const linksOf = (text: string): Place[] =>
  [...text.matchAll(LINK)].map((one) => [one.index, one.index + one[0].length, 'link']);

function placesOf(text: string, name: string): Place[] {
  const found: Place[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    found.push([at, at + name.length, 'mention']);
  return found;
}

const AROUND = 60;
const MOST_SHOWN = 180;
/** A letter, whatever marks it carries: as the server compares words. */
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** The place of a text in which a search found something, its words marked. */
export function snippet(text: string, words: string): { text: string; isHit: boolean }[] {
  const wanted = bare(words).split(/\s+/).filter(Boolean);
  const parts = text.split(/(\s+)/).map((one) => ({
    text: one,
    isHit: wanted.some((word) =>
      bare(one)
        .replace(/^[^\p{L}\p{N}]+/u, '')
        .startsWith(word),
    ),
  }));
  const hit = parts.findIndex((one) => one.isHit);
  let before = hit < 0 ? 0 : hit;
  for (let length = 0; before > 0 && length < AROUND; before -= 1) length += parts[before - 1]?.text.length ?? 0;
  let after = before;
  for (let length = 0; after < parts.length && length < MOST_SHOWN; after += 1)
    length += parts[after]?.text.length ?? 0;
  return [
    ...(before > 0 ? [{ text: '… ', isHit: false }] : []),
    ...parts.slice(before, after),
    ...(after < parts.length ? [{ text: ' …', isHit: false }] : []),
  ];
}

const HINTS = {
  email: 'hint.contact',
  phone: 'hint.contact',
  iban: 'hint.pay',
  payment_handle: 'hint.pay',
  pay_outside: 'hint.pay',
  extortion: 'hint.threat',
} as const;

/** What to say of a signal that the server saw in a message; of one that this app does not know yet, to be careful. */
export const hintOf = (signal: string) => (HINTS as Record<string, (typeof HINTS)[keyof typeof HINTS]>)[signal] ?? 'hint.any'; // prettier-ignore
