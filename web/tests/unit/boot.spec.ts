// What boot.js begins before any other script is here, by the table that the build writes into it.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { transport } from '@/lib/api/transport';
import { Unreachable } from '@/lib/api/problem';

const CLARA = { account_id: 'acc_1', roles: ['client'], locale: 'en' };
const TABLE = {
  desks: [0],
  frame: [1, 2],
  rows: [
    ['^\\/contracts\\/?$', 2, [3, 2], [1], ['/v1/contracts?side={role}&limit=20', '/v1/settings']],
    ['^\\/contracts\\/([^/]+?)\\/?$', 2, [3], [1], ['/v1/contracts/{1}']],
    ['^\\/about\\/?$', 1, [3], [1], []],
  ],
  words: { en: [4, 5], fr: [6, 7], ur: [8, 9] },
  files: ['desks.js', 'frame.js', 'common.js', 'page.js', 'shell-en.js', 'words-en.js', 'shell-fr.js', 'words-fr.js'],
};

let asked: { what: string; headers: Headers }[];
let session: () => Response;

beforeEach(() => {
  asked = [];
  session = () => Response.json({ kind: 'session', access_token: 'fresh', account: CLARA });
  vi.stubGlobal('fetch', (target: string | Request, options: RequestInit = {}) => {
    const { method, url, headers } =
      target instanceof Request ? target : new Request(new URL(target, location.href), options);
    const { pathname, search } = new URL(url);
    asked.push({ what: `${method} ${pathname}${search}`, headers });
    return Promise.resolve(pathname === '/v1/auth/refresh' ? session() : Response.json({ path: pathname }));
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  history.replaceState(null, '', '/');
  for (const link of document.head.querySelectorAll('link')) link.remove();
  delete window.early;
});

/** Open an address as a browser does that somebody signed in with, or nobody. */
function open(address: string, account?: typeof CLARA): void {
  history.replaceState(null, '', address);
  if (account) localStorage.setItem('signed-in', account.account_id);
  if (account) localStorage.setItem('account', JSON.stringify(account));
  const place = '/* table */ null';
  const source = readFileSync('public/boot.js', 'utf8');
  expect(source.split(place)).toHaveLength(2);
  // As the browser runs it.
  new Function(source.replace(place, () => JSON.stringify(TABLE)))();
}

const preloaded = () => [...document.head.querySelectorAll('link')].map((link) => link.getAttribute('href'));
const askedFor = () => asked.map(({ what }) => what);
const get = (address: string) => transport(new Request(new URL(address, location.href)));

it('fetches all that a page of work is made of, once each, in the language of the person', () => {
  localStorage.setItem('lang', 'fr');

  open('/contracts/', CLARA);

  expect(preloaded()).toEqual(['/page.js', '/common.js', '/desks.js', '/frame.js', '/shell-fr.js', '/words-fr.js']);
});

it('asks who it is and what the page shows first, which the app then takes and does not ask again', async () => {
  open('/contracts?hl=en', CLARA);
  await vi.waitFor(() => expect(asked).toHaveLength(3));

  expect(askedFor()).toEqual(['POST /v1/auth/refresh', 'GET /v1/contracts?side=client&limit=20', 'GET /v1/settings']);
  expect(asked[0]?.headers.get('X-Requested-With')).toBe('guildhall-web');
  expect(asked[1]?.headers.get('Authorization')).toBe('Bearer fresh');
  expect(asked[1]?.headers.get('Accept-Language')).toBe('en');
  const renew = await transport(new Request(new URL('/v1/auth/refresh', location.href), { method: 'POST' }));
  expect(await renew.json()).toMatchObject({ access_token: 'fresh' });
  expect(await (await get('/v1/contracts?side=client&limit=20')).json()).toEqual({ path: '/v1/contracts' });
  expect(asked).toHaveLength(3);
  await get('/v1/contracts?side=client&limit=20'); // once only: later it is to hear what is true then
  expect(asked).toHaveLength(4);
});

it('asks for one thing by its name in the address', async () => {
  open('/contracts/con_7', CLARA);

  await vi.waitFor(() => expect(askedFor()).toContain('GET /v1/contracts/con_7'));
});

it('asks as who somebody last acted', async () => {
  localStorage.setItem('role', 'expert');
  const both = { ...CLARA, roles: ['client', 'expert'] };
  session = () => Response.json({ kind: 'session', access_token: 'fresh', account: both });

  open('/contracts', both);

  await vi.waitFor(() => expect(askedFor()).toContain('GET /v1/contracts?side=expert&limit=20'));
});

it('leaves out what only a role has that the person lacks', async () => {
  open('/contracts', { ...CLARA, roles: ['venue'] });

  await vi.waitFor(() => expect(askedFor()).toEqual(['POST /v1/auth/refresh', 'GET /v1/settings']));
});

it('asks once, also where the app asks before the session has come', async () => {
  open('/contracts', CLARA);

  const list = await get('/v1/contracts?side=client&limit=20');

  expect(await list.json()).toEqual({ path: '/v1/contracts' });
  await vi.waitFor(() => expect(asked).toHaveLength(3));
});

it('leaves to the app what it could not ask for', async () => {
  session = () => new Response('{}', { status: 401 });
  open('/contracts', CLARA);

  const settings = await get('/v1/settings');

  expect(await settings.json()).toEqual({ path: '/v1/settings' });
  expect(askedFor()).toEqual(['POST /v1/auth/refresh', 'GET /v1/settings']);
});

it.each([
  ['a session that has ended', () => new Response('{}', { status: 401 })],
  [
    'a session of somebody else',
    () => Response.json({ access_token: 'x', account: { ...CLARA, account_id: 'acc_2' } }),
  ],
  ['a second factor that is still to be shown', () => Response.json({ kind: 'challenge' })],
])('asks for nothing more with %s', async (_, answer) => {
  session = answer;

  open('/contracts', CLARA);
  await window.early?.get('POST /v1/auth/refresh');
  await new Promise((resolve) => setTimeout(resolve));

  expect(askedFor()).toEqual(['POST /v1/auth/refresh']);
});

it('leaves to the page what an address searches for', async () => {
  open('/contracts?side=expert', CLARA);
  await window.early?.get('POST /v1/auth/refresh');
  await new Promise((resolve) => setTimeout(resolve));

  expect(askedFor()).toEqual(['POST /v1/auth/refresh']);
  expect(preloaded()).toContain('/page.js');
});

it('asks nothing for a visitor, and fetches only pages that visitors may open', () => {
  open('/contracts');
  expect(preloaded()).toEqual([]);

  open('/about');
  expect(preloaded()).toEqual(['/page.js', '/desks.js', '/shell-en.js', '/words-en.js']);
  expect(asked).toEqual([]);
});

it('tells the app that the network was not there, and nobody else', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));

  open('/contracts', CLARA);

  const renew = transport(new Request(new URL('/v1/auth/refresh', location.href), { method: 'POST' }));
  await expect(renew).rejects.toBeInstanceOf(Unreachable);
});
