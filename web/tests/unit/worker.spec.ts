import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noticeOf, pathOf, shownAs } from '@/lib/notice';
import type { Waiting } from '@/lib/offline/outbox';
import { sendFromWorker } from '@/lib/offline/sync';
import { bytesOf, deviceName } from '@/lib/push';

const aWaiting = (n: number, sender_id = 'acc_me'): Waiting => ({
  message_id: `msg_${String(n)}`, conversation_id: 'cnv_1', sender_id, at: '2026-03-01T10:00:00.000Z', draft: { text: `Number ${String(n)}` }, files: [],
}); // prettier-ignore

let kept: Map<string, Waiting>;
let asked: { path: string; body: unknown }[];
let statuses: Record<string, number>;
const store = {
  entries: () => Promise.resolve([...kept.entries()]),
  get: (key: string) => Promise.resolve(kept.get(key)),
  set: (key: string, one: Waiting) => Promise.resolve(void kept.set(key, one)),
  del: (key: string) => Promise.resolve(void kept.delete(key)),
};

beforeEach(() => {
  kept = new Map([aWaiting(2), aWaiting(1), aWaiting(3, 'acc_other')].map((one) => [`outbox:${one.message_id}`, one]));
  asked = [];
  statuses = {};
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    asked.push({ path, body: options.body ? JSON.parse(String(options.body)) : undefined });
    const answer = { kind: 'session', access_token: 'fresh', account_id: 'acc_me' };
    return Promise.resolve(new Response(JSON.stringify(answer), { status: statuses[path] ?? 200 }));
  });
});
afterEach(() => vi.unstubAllGlobals());

it('[MSG-15] sends from the service worker what somebody left, oldest first, and nothing of others', async () => {
  await sendFromWorker(store);

  expect(asked.map((one) => one.path)).toEqual([
    '/v1/auth/refresh',
    '/v1/me',
    '/v1/conversations/cnv_1/messages',
    '/v1/conversations/cnv_1/messages',
  ]);
  expect(asked.slice(2).map((one) => one.body)).toEqual([
    { message_id: 'msg_1', text: 'Number 1' },
    { message_id: 'msg_2', text: 'Number 2' },
  ]);
  expect([...kept.keys()]).toEqual(['outbox:msg_3']);
});

it('keeps what is refused for its writer to see, and lets the browser try again where the server fails', async () => {
  statuses['/v1/conversations/cnv_1/messages'] = 403;
  await sendFromWorker(store);
  expect(kept.size).toBe(3);

  statuses['/v1/conversations/cnv_1/messages'] = 503;

  await expect(sendFromWorker(store)).rejects.toThrow('503');
});

it('asks for nothing where nobody is signed in', async () => {
  statuses['/v1/auth/refresh'] = 401;

  await sendFromWorker(store);

  expect(asked).toHaveLength(1);
  expect(kept.size).toBe(3);
});

it('shows a push in the direction of its language, and leads only to pages of the app', () => {
  const notice = noticeOf(JSON.stringify({ notification_id: 'ntf_1', title: 'پیغام', body: 'نیا', link: '/messages/cnv_1', language: 'ur', dir: 'rtl' })); // prettier-ignore

  expect(notice && shownAs(notice)).toMatchObject({ dir: 'rtl', lang: 'ur', tag: 'ntf_1', data: { link: '/messages/cnv_1' } });
  expect(noticeOf('not ours')).toBeUndefined();
  expect([pathOf('//evil.example'), pathOf('https://evil.example'), pathOf(undefined)]).toEqual(Array(3).fill('/notifications'));
}); // prettier-ignore

it('reads the key of the server and calls a device what people would', () => {
  expect([...bytesOf('BP-_')]).toEqual([4, 255, 191]);
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox, Linux');
  expect(deviceName('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36')).toBe(
    'Chrome, Android',
  );
});
