// Without a network: who is signed in still is, sees what this device keeps, and can leave it for good.
import { flushPromises, mount } from '@vue/test-utils';
import { hashKey } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDevice } from './device';

const KEY = ['project', 'prj_1'];
const account = (account_id = 'acc_me', roles = ['client']) =>
  ({ account_id, email: 'me@people.example', display_name: 'Me', roles, locale: 'en' }) as never;
const given = (of = account()) => ({ kind: 'session', access_token: 'fresh', account: of });
const to = (page: object) => ({ fullPath: '/projects', path: '/projects', name: 'projects', ...page }) as never;

/** What answers the requests of a window, by path; null: there is no network. */
type Server = Record<string, () => Response> | null;
let server: Server;
let asked: string[];

/** The app as a window of this browser begins with it. */
async function open() {
  vi.resetModules();
  const [session, leaving, query, guards] = await Promise.all([
    import('@/lib/session'),
    import('@/lib/sign-out'),
    import('@/lib/query'),
    import('@/app/guards'),
  ]);
  return { session: session.useSession(), ...leaving, ...query, ...guards };
}
/** What lies on the device of a person, besides the language that it was read in. */
const lies = () => Object.keys(localStorage).filter((name) => name !== 'lang').sort(); // prettier-ignore

beforeEach(() => {
  localStorage.clear();
  [server, asked] = [null, []];
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    const answer = server?.[pathname];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Somebody signed in here earlier, with a network. */
async function signedIn(of = account()) {
  const { session } = await open();
  await session.begin(given(of) as never);
}

it('opens the pages of whoever is signed in after a reload without a network', async () => {
  await signedIn();

  const { session, guard } = await open();

  expect(await guard(to({ meta: { for: 'account' } }))).toBe(true);
  expect(await guard(to({ meta: { for: 'client' } }))).toBe(true);
  expect(await guard(to({ meta: { for: 'administrator' } }))).toMatchObject({ name: 'forbidden' });
  expect(session.account?.account_id).toBe('acc_me');
  expect(session.isRemembered).toBe(true);
});

it('asks for nothing again on every page, and takes a token as soon as there is a network', async () => {
  await signedIn();
  const { session, guard } = await open();
  await guard(to({ meta: { for: 'account' } }));
  await guard(to({ meta: { for: 'account' } }));
  expect(asked).toEqual(['POST /v1/auth/refresh']);
  const { api, got } = await import('@/lib/api/client');
  let isFresh = false;
  server = {
    '/v1/auth/refresh': () => ((isFresh = true), Response.json(given(account('acc_me', ['client', 'expert'])))),
    '/v1/projects': () => Response.json({ items: [] }, { status: isFresh ? 200 : 401 }),
  };

  await got(api.GET('/v1/projects'));

  expect(session.isRemembered).toBe(false);
  expect(session.roles).toEqual(['client', 'expert']);
});

it.each([
  ['the server has trouble', () => Response.json({}, { status: 503 })],
  ['the session is over', () => Response.json({}, { status: 401 })],
])('remembers nobody where %s', async (_why, answer) => {
  await signedIn();
  server = { '/v1/auth/refresh': answer };

  const { session, guard } = await open();

  expect(await guard(to({ meta: { for: 'account' } }))).not.toBe(true);
  expect(session.isSignedIn).toBe(false);
});

it.each(['{"account_id":', 'null', '5', '{"account_id":"acc_me"}'])(
  'remembers nobody by what is no account (%s), and asks again',
  async (found) => {
    await signedIn();
    localStorage.setItem('account', found);
    const { session, guard } = await open();

    expect(await guard(to({ meta: { for: 'account' } }))).toMatchObject({ name: 'offline' });
    server = { '/v1/auth/refresh': () => Response.json(given()) };

    expect(await guard(to({ meta: { for: 'account' } }))).toBe(true);
    expect(session.account?.account_id).toBe('acc_me');
  },
);

it('remembers nobody whose session is over, also once the network is gone', async () => {
  await signedIn();
  server = { '/v1/auth/refresh': () => Response.json({}, { status: 401 }) };
  await (await open()).session.restore();
  server = null;

  const { session, guard } = await open();

  expect(await guard(to({ meta: { for: 'account' } }))).toMatchObject({ name: 'login' });
  expect(session.isSignedIn).toBe(false);
  expect(lies()).toEqual([]);
});

it('remembers the last to sign in alone', async () => {
  await signedIn();
  await signedIn(account('acc_other'));

  const { session, guard } = await open();
  await guard(to({ meta: { for: 'account' } }));

  expect(session.account?.account_id).toBe('acc_other');
  expect(JSON.stringify({ ...localStorage })).not.toContain('acc_me');
});

it('leaves the device without a network, and the server once there is one', async () => {
  await signedIn();
  const first = await open();
  await first.session.restore();

  await first.signOut();

  expect(first.session.isSignedIn).toBe(false);
  expect(lies()).toEqual(['left']);
  const { endLeft, guard } = await open();
  expect(await guard(to({ meta: { for: 'account' } }))).toMatchObject({ name: 'login' });
  expect(lies()).toEqual(['left']);
  asked = [];
  server = { '/v1/auth/sign-out': () => new Response(null, { status: 204 }) };
  await endLeft();
  await endLeft();

  expect(asked).toEqual(['POST /v1/auth/sign-out']);
  expect(lies()).toEqual([]);
});

it('ends no session that began since', async () => {
  await signedIn();
  const { session, endLeft, signOut } = await open();
  await session.restore();
  await signOut();
  await session.begin(given(account('acc_other')) as never);
  asked = [];

  await endLeft();

  expect(asked).toEqual([]);
});

it('stays signed in where the server refuses to end the session', async () => {
  await signedIn();
  server = {
    '/v1/auth/refresh': () => Response.json(given()),
    '/v1/auth/sign-out': () => Response.json({ type: '/problems/cross-site', title: '', status: 403 }, { status: 403 }),
  };
  const { session, signOut } = await open();
  await session.restore();

  await expect(signOut()).rejects.toMatchObject({ status: 403 });

  expect(session.isSignedIn).toBe(true);
  expect(lies()).toEqual(['account', 'signed-in']);
});

it('shows what was read before, although each question fails before the copy is there', async () => {
  await signedIn();
  const { disk, store } = aDevice();
  const state = { data: 'Shop', dataUpdatedAt: Date.now() - 60_000, dataUpdateCount: 1, status: 'success', fetchStatus: 'idle' }; // prettier-ignore
  const queries = [{ queryKey: KEY, queryHash: hashKey(KEY), state, meta: { offline: true } }];
  disk.copy = { timestamp: Date.now(), buster: '2', owner: 'acc_me', clientState: { mutations: [], queries } };
  const { queryClient, startPersistence } = await open();
  const { Unreachable } = await import('@/lib/api/problem');
  const ask = () =>
    queryClient.fetchQuery({ queryKey: KEY, queryFn: () => Promise.reject(new Unreachable()), retry: false });
  await expect(ask()).rejects.toThrow();

  await startPersistence(store);

  expect(queryClient.getQueryData(KEY)).toBe('Shop');
});

it('keeps what was read although it could not be asked for again', async () => {
  await signedIn();
  const { disk, store } = aDevice();
  const first = await open();
  const { Unreachable } = await import('@/lib/api/problem');
  await first.startPersistence(store);
  const ask = (queryFn: () => Promise<unknown>) =>
    first.queryClient.fetchQuery({ queryKey: KEY, queryFn, retry: false, staleTime: 0, meta: { offline: true } });
  await ask(() => Promise.resolve('Shop'));
  await expect(ask(() => Promise.reject(new Unreachable()))).rejects.toThrow();
  await vi.waitFor(() => expect(JSON.stringify(disk.copy)).toContain('Shop'));

  const { queryClient, startPersistence } = await open();
  await startPersistence(store);

  expect(queryClient.getQueryState(KEY)).toMatchObject({ status: 'success', data: 'Shop', error: null });
});

it('says that a language cannot be had without a network, and stays with the other', async () => {
  const { need, lang, setLang } = await import('@/lib/i18n');
  await need('shell', 'problems');
  await setLang('en');
  vi.doMock('virtual:i18n', async (original) => {
    const real = await original<typeof import('virtual:i18n')>();
    const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    const loaders = Object.fromEntries(
      Object.entries(real.loaders).map(([name, load]) => [name, name.startsWith('fr/') ? gone : load]),
    );
    return { ...real, loaders };
  });
  vi.resetModules();
  const [{ default: DisplayMenu }, i18n, { toasts }] = await Promise.all([
    import('@/app/DisplayMenu.vue'),
    import('@/lib/i18n'),
    import('@/lib/toast'),
  ]);
  await i18n.need('shell', 'problems');
  const menu = mount(DisplayMenu, { props: { startsOpen: true }, attachTo: document.body });
  await flushPromises();
  const select = document.querySelector<HTMLSelectElement>('#display-lang');
  if (!select) throw new Error('the menu is closed');
  select.value = 'fr';
  select.dispatchEvent(new Event('change'));

  await vi.waitFor(() => expect(JSON.stringify(toasts)).toContain('There is no connection'));

  expect(select.value).toBe('en');
  expect(lang.value).toBe('en');
  menu.unmount();
  vi.doUnmock('virtual:i18n');
});
