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
    ['^\\/venues\\/([^/]+?)\\/gallery\\/?$', 0, [3], [1], ['/v1/public/venues/{1}/images?language={lang}', '/v1/me']],
    ['^\\/earnings\\/?$', 2, [3], [1], ['/v1/statements/{account}?currency={currency}', '/v1/venues/{venue}/tables']],
  ],
  words: { en: [4, 5], fr: [6, 7], ur: [8, 9] },
  files: ['desks.js', 'frame.js', 'common.js', 'page.js', 'shell-en.js', 'words-en.js', 'shell-fr.js', 'words-fr.js'],
};

const LOCKS = navigator.locks;
const withLocks = (locks: unknown) => Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });

let asked: { what: string; headers: Headers }[];
let session: () => Response;
let isOver: boolean;

beforeEach(() => {
  asked = [];
  isOver = false;
  session = () => Response.json({ kind: 'session', access_token: 'fresh', account: CLARA });
  vi.stubGlobal('fetch', (target: string | Request, options: RequestInit = {}) => {
    const { method, url, headers } =
      target instanceof Request ? target : new Request(new URL(target, location.href), options);
    const { pathname, search } = new URL(url);
    asked.push({ what: `${method} ${pathname}${search}`, headers });
    if (pathname === '/v1/auth/refresh') return Promise.resolve(session());
    return Promise.resolve(Response.json({ path: pathname }, { status: isOver ? 401 : 200 }));
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  withLocks(LOCKS);
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

it('asks without a session for what anybody may read, in the language of the page, and for nothing else', async () => {
  open('/venues/chez-nour/gallery?hl=fr');

  const pictures = await get('/v1/public/venues/chez-nour/images?language=fr');

  expect(await pictures.json()).toEqual({ path: '/v1/public/venues/chez-nour/images' });
  expect(askedFor()).toEqual(['GET /v1/public/venues/chez-nour/images?language=fr']);
  expect(asked[0]?.headers.has('Authorization')).toBe(false);
});

it('asks for the account, the currency and the venue of the person, and for none that was never chosen', async () => {
  open('/earnings', CLARA);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  localStorage.setItem('currency', 'PKR');
  localStorage.setItem('venue', 'ven_1');
  open('/earnings', CLARA);
  await vi.waitFor(() => expect(asked).toHaveLength(5));

  expect(askedFor().filter((what) => what.startsWith('GET'))).toEqual([
    'GET /v1/statements/acc_1?currency=EUR',
    'GET /v1/statements/acc_1?currency=PKR',
    'GET /v1/venues/ven_1/tables',
  ]);
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
  await window.early?.get('acc_1 POST /v1/auth/refresh');
  await new Promise((resolve) => setTimeout(resolve));

  expect(askedFor()).toEqual(['POST /v1/auth/refresh']);
});

it('leaves to the page what an address searches for', async () => {
  open('/contracts?side=expert', CLARA);
  await window.early?.get('acc_1 POST /v1/auth/refresh');
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

const refresh = () => transport(new Request(new URL('/v1/auth/refresh', location.href), { method: 'POST' }));
const WHOLE = ['/page.js', '/common.js', '/desks.js', '/frame.js', '/shell-en.js', '/words-en.js'];

it.each([
  ['no JSON', '{"account_id":'],
  ['nothing', 'null'],
  ['a number', '5'],
  ['no roles', '{"account_id":"acc_1"}'],
  ['somebody else', '{"account_id":"acc_2","roles":["client"]}'],
])('leaves it to the app to ask who it is where %s is kept as whoever is signed in', (_what, found) => {
  localStorage.setItem('signed-in', 'acc_1');
  localStorage.setItem('account', found);

  open('/about');

  expect(asked).toEqual([]);
  expect(window.early).toEqual(new Map());
  expect(preloaded()).toEqual(['/page.js', '/desks.js', '/shell-en.js', '/words-en.js']);
});

it('opens as for a visitor where the browser lets nothing be kept', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, clear: () => undefined });

  open('/about');

  expect(document.documentElement.lang).toBe('en');
  expect(preloaded()).toContain('/page.js');
  expect(asked).toEqual([]);
  vi.unstubAllGlobals();
});

it('fetches the scripts also where nothing can be asked for', async () => {
  vi.stubGlobal('fetch', () => {
    throw new TypeError('no network');
  });
  withLocks(undefined);

  open('/contracts', CLARA);

  expect(preloaded()).toEqual(WHOLE);
  await expect(refresh()).rejects.toBeInstanceOf(Unreachable);
});

it('asks without locks, where a browser has none, and once', async () => {
  withLocks(undefined);

  open('/contracts', CLARA);
  await refresh();

  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(askedFor().filter((one) => one.endsWith('/refresh'))).toHaveLength(1);
});

it('gives up a server that never answers, also in a browser that has no AbortSignal.timeout', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('AbortSignal', Object.assign(class extends AbortSignal {}, { timeout: undefined }));
  vi.stubGlobal(
    'fetch',
    (_address: string, { signal }: RequestInit) =>
      new Promise((_, refuse) => signal?.addEventListener('abort', () => refuse(signal.reason as Error))),
  );
  open('/contracts', CLARA);
  let told: unknown;
  const renewed = refresh().catch((error: unknown) => (told = error));

  await vi.advanceTimersByTimeAsync(40_000);

  expect(told).toBeInstanceOf(Unreachable);
  await renewed;
});

it.each([
  '/contracts/a%2Fb',
  '/contracts/%00',
  '/contracts/50%',
  '/contracts/%D9%85%D8%B9',
  '/contracts/a+b',
  '/no/such',
])('asks for nothing by an address as odd as %s', async (address) => {
  open(address, CLARA);
  await window.early?.get('acc_1 POST /v1/auth/refresh');
  await new Promise((resolve) => setTimeout(resolve));

  expect(askedFor()).toEqual(['POST /v1/auth/refresh']);
  expect(preloaded().length).toBe(address === '/no/such' ? 0 : 6);
});

/** A window that boot.js opened as Clara, with the session that is hers. */
async function windowOfClara() {
  vi.resetModules();
  const { useSession } = await import('@/lib/session');
  const road = await import('@/lib/api/transport');
  open('/contracts', CLARA);
  const hers = useSession();
  await hers.restore();
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  const list = () => road.transport(new Request(new URL('/v1/contracts?side=client&limit=20', location.href)));
  return { session: hers, list };
}

const OMAR = { ...CLARA, account_id: 'acc_2' };
const given = (account: typeof CLARA, access_token: string) => ({ kind: 'session', access_token, account }) as never;

it('gives the answers to the session that they were asked with', async () => {
  const { session: hers, list } = await windowOfClara();

  await list();

  expect(hers.account?.account_id).toBe('acc_1');
  expect(asked).toHaveLength(3);
});

it.each<[string, string, (hers: Awaited<ReturnType<typeof windowOfClara>>['session']) => Promise<unknown>]>([
  [
    'somebody else signed in after them',
    'of omar',
    (hers) => hers.end().then(() => hers.begin(given(OMAR, 'of omar'))),
  ],
  ['somebody else signed in over their session', 'of omar', (hers) => hers.begin(given(OMAR, 'of omar'))],
  [
    'they were granted a role since',
    'of both roles',
    (hers) => {
      session = () => Response.json(given({ ...CLARA, roles: ['client', 'expert'] }, 'of both roles'));
      return hers.refreshRoles();
    },
  ],
])('gives none of them where %s', async (_what, token, happens) => {
  const { session: hers, list } = await windowOfClara();
  await happens(hers);
  asked = [];

  await list();

  expect(askedFor()).toEqual(['GET /v1/contracts?side=client&limit=20']);
  expect(asked[0]?.headers.get('Authorization')).toBe(`Bearer ${token}`);
});

it('asks again with a session of its own where the first was over at once', async () => {
  isOver = true;
  const { list } = await windowOfClara();
  isOver = false;
  asked = [];
  session = () => Response.json(given(CLARA, 'renewed'));

  expect((await list()).status).toBe(200);

  expect(askedFor()).toEqual(['POST /v1/auth/refresh', 'GET /v1/contracts?side=client&limit=20']);
  expect(asked[1]?.headers.get('Authorization')).toBe('Bearer renewed');
});

it('gives none of them to whoever acts in another role since', async () => {
  const both = { ...CLARA, roles: ['client', 'expert'] };
  session = () => Response.json(given(both, 'fresh'));
  const { session: hers } = await windowOfClara();
  hers.actAs('expert');

  await get(`/v1/contracts?side=${String(hers.role)}&limit=20`);

  expect(askedFor().at(-1)).toBe('GET /v1/contracts?side=expert&limit=20');
});

it('gives none of them to whoever signed in from another window meanwhile, nor the session', async () => {
  open('/contracts', CLARA);
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  localStorage.setItem('signed-in', 'acc_2');
  session = () => Response.json(given(OMAR, 'of omar'));

  const renewed: unknown = await (await refresh()).json();
  await get('/v1/settings');

  expect(renewed).toMatchObject({ access_token: 'of omar' });
  expect(askedFor().slice(3)).toEqual(['POST /v1/auth/refresh', 'GET /v1/settings']);
});
