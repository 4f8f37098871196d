// Every refusal that a person can meet has words of its own, in each language, and says what to do next.
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { api, got } from '@/lib/api/client';
import { Refusal, told } from '@/lib/api/problem';
import { worded } from '@/lib/api/worded';
import { lookUp, need, setLang } from '@/lib/i18n';
import refusals from '@/locales/en/refusals.json';
import problems from '@/locales/en/problems.json';

const ROOT = path.resolve(__dirname, '../../..');
const words: Record<string, string> = { ...refusals, ...problems };

/** Problems that say no more than their status, whose words they have. */
const KINDS: Record<string, number> = { conflict: 409, forbidden: 403, 'internal-error': 500, invalid: 422, malformed: 400, 'not-found': 404, 'payment-refused': 402, 'precondition-required': 428, 'too-large': 413, unauthenticated: 401, unavailable: 503 }; // prettier-ignore

/** Problems that only machines meet, with the reason. */
const MACHINES: Record<string, string> = {
  'billing/already-drafted': 'seen in a queue: a release came again',
  'billing/document-altered': 'seen in a queue: an archive is not packed until a person has looked',
  'billing/party-unknown': 'seen in a queue, which tries again',
  'bookings/guest-need-unknown': 'the app offers the names that exist',
  'cross-site': 'pages of ours send the header',
  'cursor-invalid': 'the app hands back the cursors that it was given',
  'idempotency/key-missing': 'the app sends a key',
  'idempotency/key-reused': 'the app makes a new key for each thing',
  'identity/email-taken': 'sign-up answers the same for every address',
  'ledger/duplicate': 'seen in a queue: an entry came again',
  'ledger/entry-id-reused': 'seen in a queue; a person is told by an alarm',
  'messaging/action-unknown': 'frames of the socket',
  'messaging/call-id-taken': 'the app makes a new id for each call',
  'messaging/message-id-taken': 'the app makes a new id for each message',
  'messaging/too-many-sockets': 'the socket of a window, which tries again by itself',
  'money/currency-unknown': 'the app offers the currencies that exist; at a field it has words',
  'money/too-many-decimals': 'told at the field, where it has words',
  'notifications/already-told': 'seen in a queue',
  'notifications/contact-unknown': 'seen in a queue',
  'notifications/dispatch-in-progress': 'seen in a queue',
  'notifications/mail-refused': 'seen in a queue',
  'notifications/push-delayed': 'seen in a queue',
  'notifications/push-refused': 'seen in a queue',
  'notifications/report-forged': 'answered to the text service',
  'notifications/slack-delayed': 'seen in a queue',
  'notifications/slack-refused': 'seen in a queue',
  'partners/already-planned': 'seen in a queue',
  'payments/amount-unreadable': 'answered to a payment rail',
  'payments/callback-unknown': 'answered to a payment rail',
  'payments/callback-unreadable': 'answered to a payment rail',
  'payments/notice-misdirected': 'answered to the payment provider',
  'payments/signature-wrong': 'answered to the payment provider',
  'unsupported-media-type': 'the app sends JSON',
};

/** Faults that no field of ours can have. */
const UNFIELDED = new Set(['action', 'both', 'etag', 'forged', 'json', 'media_type', 'need', 'not_a_key', 'reused', 'signature', 'source', 'stale']); // prettier-ignore

const slugs = fs
  .readdirSync(path.join(ROOT, 'docs/problems'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -3).replaceAll(path.sep, '/'));

const keyOf = (slug: string) => slug.replaceAll('/', '.');

beforeAll(() => need('problems', 'refusals'));

it('has words, and what to do next, for every problem that a person can meet', () => {
  const met = slugs.filter((slug) => !(slug in MACHINES) && !(slug in KINDS));
  expect(met.filter((slug) => !words[keyOf(slug)] || !words[`${keyOf(slug)}.next`])).toEqual([]);
  const kinds = Object.values(KINDS).filter((status) => status !== 500);
  expect(kinds.filter((status) => !words[`status.${String(status)}`])).toEqual([]);
});

it('lists no problem that has words or is gone, and no words without a problem', () => {
  const listed = [...Object.keys(MACHINES), ...Object.keys(KINDS)];
  expect(listed.filter((slug) => !slugs.includes(slug) || words[keyOf(slug)])).toEqual([]);
  const known = new Set(slugs.map(keyOf));
  const strange = Object.keys(refusals).filter((key) => !key.startsWith('fault.') && !known.has(key.replace(/\.next$/, ''))); // prettier-ignore
  expect(strange).toEqual([]);
  expect(Object.keys(refusals).filter((key) => key in problems)).toEqual([]);
});

it('has words for what the server finds wrong at a field', () => {
  const found = new Set<string>();
  const call = /\b(?:Fault|guest_fault)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?,\s*"([a-z_/]+)"\s*,?\s*\)/g;
  for (const folder of ['layers/guildhall/python/guildhall', 'functions']) {
    for (const name of fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.py')) continue;
      for (const [, code = ''] of fs.readFileSync(path.join(ROOT, folder, name), 'utf8').matchAll(call))
        found.add(code);
    }
  }
  expect(found.size).toBeGreaterThan(50);
  expect([...found].filter((code) => !UNFIELDED.has(code) && !words[`fault.${code}`])).toEqual([]);
});

it('loads the words of a refusal before it is told, and names its figures', async () => {
  const body = { type: 'https://x/problems/too-many-requests', title: 'Too many requests', status: 429, detail: '' };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status: 429, headers: { 'retry-after': '120' } }))); // prettier-ignore
  await setLang('fr');

  const error = await got(api.GET('/v1/me')).catch((caught: unknown) => caught);

  expect(told(error)).toMatchObject({ title: 'C’était beaucoup d’un coup', advice: 'Réessayez dans 2 minutes.' });
  await setLang('en');
  const large = { type: 'https://x/problems/bookings/party-too-large', title: '', status: 422, detail: '' };
  expect(told(await worded(new Refusal({ ...large, largest_party: 8 }))).advice).toContain('8 guests');
  expect(told(new Refusal(large)).advice).toBe('Write to the restaurant.');
  vi.unstubAllGlobals();
});

it.each(['en', 'fr', 'ur'] as const)('says every problem in %s without a gap', async (language) => {
  await setLang(language);
  const values = { wait: 'none', largest_party: 0 };
  for (const key of Object.keys(words)) {
    const text = lookUp(key in problems ? 'problems' : 'refusals', key, { ...values, name: 'x', n: 1 }) ?? '';
    expect(text, key).not.toBe('');
    expect(text, key).not.toMatch(/[{}]/);
  }
  await setLang('en');
});
