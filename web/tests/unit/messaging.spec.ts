import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isAsking, queryOf, wantedOf } from '@/features/messaging/find';
import { tokens } from '@/features/messaging/highlight';
import { called, lettersAt, mentioned, suggested } from '@/features/messaging/mentions';
import { wholeOf } from '@/features/messaging/taking';
import { merged, pieces, pressed, readersOf, shown, snippet, type Message } from '@/features/messaging/thread';
import type { Schemas } from '@/lib/api/client';
import { again, discard, onTaken, outbox, post } from '@/lib/offline/outbox';
import { useSession } from '@/lib/session';

const aMessage = (fields: Partial<Message> = {}): Message => ({
  message_id: 'msg_1', conversation_id: 'cnv_1', sender_id: 'acc_me', text: 'Hello', sent_at: '2026-03-01T10:00:00.000Z',
  reply_to: null, thread_id: null, mention_ids: [], code_language: null, kind: 'text', files: [], edited_at: null, deleted_at: null, reactions: [], replies: 0, last_reply_at: null, hints: [], preview: null, call: null, version: 0, ...fields,
}); // prettier-ignore
const aReceipt = (account_id: string, read_up_to: string | null) => ({ account_id, delivered_up_to: read_up_to, read_up_to, read_message_id: null }); // prettier-ignore

const sent: { message_id: string; text: string }[] = [];
let answers: (() => Response | Promise<Response>)[] = [];
const refusal = (slug: string, status: number) => () =>
  new Response(JSON.stringify({ type: `https://x.example/problems/${slug}`, title: slug, status, detail: '' }), {
    status,
  });

beforeEach(() => {
  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  sent.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    const body = (await request.json()) as { message_id: string; text: string };
    sent.push(body);
    const answer = answers.shift();
    return answer ? answer() : new Response(JSON.stringify(aMessage(body)), { status: 201 });
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  answers = [];
  for (const one of outbox.value) await discard(one.message_id);
});

it('[MSG-15] keeps what could not be sent, and sends it once when the network is back', async () => {
  answers = [() => Promise.reject(new TypeError('no network'))];
  await post('acc_me', 'cnv_1', { text: 'From a tunnel' });
  expect(outbox.value.map((one) => one.standing)).toEqual(['queued']);

  const { flush } = await import('@/lib/offline/outbox');
  await Promise.all([flush(), flush()]);

  expect(outbox.value).toEqual([]);
  expect(sent.map((one) => one.text)).toEqual(['From a tunnel', 'From a tunnel']);
  expect(new Set(sent.map((one) => one.message_id)).size).toBe(1);
});

it('sends under a new id what waited so long that its own is refused', async () => {
  const heard: string[] = [];
  const forget = onTaken((one) => heard.push(one.message_id));
  answers = [refusal('messaging/message-id-out-of-time', 422)];

  await post('acc_me', 'cnv_1', { text: 'An hour in a tunnel' });
  forget();

  expect(sent).toHaveLength(2);
  expect(sent[1]?.message_id).not.toBe(sent[0]?.message_id);
  expect(heard).toEqual([sent[1]?.message_id]);
  expect(outbox.value).toEqual([]);
});

it('keeps what was refused until it is sent again or taken back', async () => {
  answers = [refusal('messaging/blocked', 403), refusal('messaging/blocked', 403)];
  await post('acc_me', 'cnv_1', { text: 'Are you there?' });
  const [one] = outbox.value;
  await again(one?.message_id ?? '');
  expect(outbox.value.map((each) => each.standing)).toEqual(['failed']);

  const given = await discard(one?.message_id ?? '');

  expect(given?.draft.text).toBe('Are you there?');
  expect(outbox.value).toEqual([]);
});

it('tries again later where the server only had too much to do', async () => {
  answers = [refusal('platform/too-many', 429)];

  await post('acc_me', 'cnv_1', { text: 'One of many' });

  expect(outbox.value.map((one) => one.standing)).toEqual(['queued']);
});

it('shows each message once, in its latest version, and what waits after what was taken', () => {
  const taken = merged([aMessage({ version: 2, text: 'Edited' })], [aMessage({ version: 1, text: 'Late copy' })]);
  const waiting = { message_id: 'msg_2', conversation_id: 'cnv_1', sender_id: 'acc_me', at: '2026-03-01T09:00:00.000Z', draft: { text: 'x = 1', code_language: 'python' }, files: [], keeping: 'whole' as const, standing: 'queued' as const }; // prettier-ignore

  const all = shown(taken, [waiting], [aReceipt('acc_you', '2026-03-01T10:00:00.000Z')]);

  expect(all.map((one) => [one.text, one.standing, one.code_language])).toEqual([
    ['Edited', 'read', null],
    ['x = 1', 'queued', 'python'],
  ]);
});

it('[MSG-03] names whoever has read a message', () => {
  const receipts = [
    aReceipt('acc_late', '2026-03-01T12:00:00.000Z'),
    aReceipt('acc_not', '2026-03-01T09:00:00.000Z'),
    aReceipt('acc_soon', '2026-03-01T10:00:00.000Z'),
  ];

  expect(readersOf(aMessage(), receipts).map((one) => one.account_id)).toEqual(['acc_soon', 'acc_late']);
});

it('[MSG-06] adds an emoji to one’s own and takes it back, leaving those of others', () => {
  const message = aMessage({ reactions: [{ emoji: '👍', account_ids: ['acc_you', 'acc_me'] }, { emoji: '🎉', account_ids: ['acc_you'] }] }); // prettier-ignore

  expect(pressed(message, '🎉', 'acc_me')).toEqual(['👍', '🎉']);
  expect(pressed(message, '👍', 'acc_me')).toEqual([]);
});

it('finds names and addresses in a text, and nothing dangerous', () => {
  const found = pieces('@Ada Lovelace: see https://example.com/a?b=1. javascript:alert(1)', ['Ada Lovelace']);

  expect(found).toEqual([
    { text: '@Ada Lovelace', kind: 'mention' },
    { text: ': see ', kind: 'plain' },
    { text: 'https://example.com/a?b=1', kind: 'link' },
    { text: '. javascript:alert(1)', kind: 'plain' },
  ]);
});

it('calls people by name while one writes', () => {
  const people = [{ id: 'acc_1', name: 'Ada Lovelace' }, { id: 'acc_2', name: 'Inès Marchetti' }]; // prettier-ignore

  expect(lettersAt('Hello @lo', 9)).toBe('lo');
  expect(lettersAt('mail@lo', 7)).toBeUndefined();
  expect(suggested(people, 'lo').map((one) => one.id)).toEqual(['acc_1']);
  expect(called('Hello @lo, when?', 9, 'Ada Lovelace')).toEqual({ text: 'Hello @Ada Lovelace , when?', caret: 20 });
  expect(mentioned('Thanks @Inès Marchetti', people)).toEqual(['acc_2']);
});

it('[MSG-11] writes a search into the address and reads it back', () => {
  const wanted = { words: 'tiles', conversation: 'cnv_1', sender: '', since: '2026-03-01', until: '', isCode: true };

  expect(wantedOf(queryOf(wanted))).toEqual(wanted);
  expect(wantedOf({})).toBeUndefined();
  expect(isAsking(wantedOf({ find: '', in: 'cnv_1' }) ?? wanted)).toBe(false);
});

it('shows the place of a long text where a word begins as it was searched', () => {
  const parts = snippet(`${'far '.repeat(80)}the Élan of it ${'end '.repeat(80)}`, 'elan');

  expect(parts.filter((one) => one.isHit).map((one) => one.text)).toEqual(['Élan']);
  expect(parts.map((one) => one.text).join('').length).toBeLessThan(320);
});

it('[MSG-09] colours code without changing a letter of it', () => {
  const code = 'if a < b and "x":\n    return 1  # <b>';

  const found = tokens(code, 'python');

  expect(found.map((one) => one.text).join('')).toBe(code);
  expect(found.find((one) => one.text === 'return')?.kind).toBe('keyword');
  expect(found.find((one) => one.text === '# <b>')?.kind).toBe('comment');
  expect(tokens(code, 'cobol')).toEqual([{ text: code, kind: '' }]);
});

it('[MSG-12] joins the parts of an export under the last seal', async () => {
  const part = (sha256: string, next_cursor: string | null) =>
    Promise.resolve({ conversation: { title: 'Tiles' }, items: [{ sha256 }], sha256, next_cursor } as unknown as Schemas['ConversationExportOut']); // prettier-ignore

  const whole = await wholeOf((cursor) => (cursor ? part('b', null) : part('a', 'next')));

  expect(whole).toEqual({ conversation: { title: 'Tiles' }, items: [{ sha256: 'a' }, { sha256: 'b' }], sha256: 'b' });
});
