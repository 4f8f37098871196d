// What an address needs is asked for side by side, and nothing of it is shown before the guard has answered.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StaffRole, VenueRole, WorkRole } from '@/lib/session';

// One mock for all: vitest loses what is mocked while an import, of an earlier test's router too, carries out the last.
const desks = vi.hoisted<{ fault?: (() => unknown) | undefined }>(() => ({}));
vi.mock('@/app/desks', async (original) => {
  const real = await original<typeof import('@/app/desks')>();
  return {
    get routes() {
      return desks.fault ? desks.fault() : real.routes;
    },
  };
});

const asked: string[] = [];
let tell: (roles: string[]) => void;

beforeEach(() => {
  asked.length = 0;
  localStorage.setItem('signed-in', 'acc_1');
  vi.resetModules();
  const told = new Promise<string[]>((resolve) => (tell = resolve));
  vi.stubGlobal('fetch', async ({ method, url }: Request) => {
    asked.push(`${method} ${new URL(url).pathname}`);
    const account = { account_id: 'acc_1', roles: await told, locale: 'en' };
    return Response.json({ kind: 'session', access_token: 'fresh', account });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  desks.fault = undefined;
  localStorage.clear();
});

/** The app's router with one page more, which tells when it is fetched. */
async function withPage(forWhom: WorkRole | StaffRole | readonly (StaffRole | VenueRole)[] | 'anybody' = 'client') {
  const { router } = await import('@/app/router');
  router.addRoute({
    path: '/probe',
    meta: { title: 'page.projects', for: forWhom, ns: ['projects'] },
    component: () => {
      asked.push('page');
      return Promise.resolve({ render: () => null });
    },
  });
  return router;
}

const wordsOfPage = async () => (await import('@/lib/i18n')).lookUp('projects', 'accept');

it('[TST-04] fetches page and words while it is asked who opens it', async () => {
  const router = await withPage();

  const opened = router.push('/probe');

  await vi.waitFor(() => expect(asked).toContain('page'));
  await vi.waitFor(async () => expect(await wordsOfPage()).toBeTruthy());
  expect(router.currentRoute.value.matched).toEqual([]);
  tell(['client']);
  await opened;
  expect(router.currentRoute.value.path).toBe('/probe');
});

it('asks once for a session and its owner', async () => {
  const router = await withPage();
  tell(['client']);

  await router.push('/probe');

  expect(asked.filter((one) => one !== 'page')).toEqual(['POST /v1/auth/refresh']);
});

it('[WEB-21] shows nothing that the guard refuses, though it is here already', async () => {
  const router = await withPage();

  const opened = router.push('/probe');
  await vi.waitFor(() => expect(asked).toContain('page'));
  tell(['expert']);
  await opened;

  expect(router.currentRoute.value.name).toBe('forbidden');
});

/** The table of further pages cannot be had the first times. */
function withoutDesks(times: number) {
  const seen = { tries: 0 };
  desks.fault = () => {
    seen.tries += 1;
    // It ends sometime: a router that goes round would never let the test fail.
    if (seen.tries <= times) throw new TypeError('Failed to fetch dynamically imported module');
    return [{ path: '/far', name: 'far', meta: { title: 'page.projects' }, component: { render: () => null } }];
  };
  return seen;
}

it('opens the page for offline times without the table that cannot be had, and asks for it once', async () => {
  const seen = withoutDesks(4);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const { router } = await import('@/app/router');

  await router.push('/account/security?is=1').catch(() => undefined);

  await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('offline'));
  expect(router.currentRoute.value.query).toEqual({ to: '/account/security?is=1' });
  expect(seen.tries).toBe(1);
});

it('opens pages for anybody to whoever is signed in without the table of theirs, and asks for it again', async () => {
  withoutDesks(1);
  const { router } = await import('@/app/router');
  tell(['client']);

  await router.push('/status');
  expect(router.currentRoute.value.name).toBe('status');

  await router.push('/far');
  expect(router.currentRoute.value.name).toBe('far');
});

it('fetches no page that a stranger would only be led away from', async () => {
  localStorage.clear();
  const router = await withPage();

  await router.push('/probe');

  expect(router.currentRoute.value.name).toBe('login');
  expect(asked).toEqual([]);
});

it('speaks the language that an address asks for, without keeping it, wherever it is opened from', async () => {
  localStorage.clear();
  const { router } = await import('@/app/router');
  const { lang, lookUp, setLang } = await import('@/lib/i18n');
  await setLang('en');

  await router.push('/status');
  expect(lang.value).toBe('en');
  await router.push('/403?hl=ur');
  await router.push('/status');

  expect([lang.value, document.documentElement.lang, document.documentElement.dir]).toEqual(['ur', 'ur', 'rtl']);
  expect(document.title).toContain(lookUp('shell', 'page.status'));
  expect(localStorage.getItem('lang')).toBe('en');
  await setLang('en');
});
