import { hashKey, QueryObserver } from '@tanstack/vue-query';
import { afterEach, expect, it, vi } from 'vitest';
import { Refusal } from '@/lib/api/problem';
import { queryClient, startPersistence } from '@/lib/query';

type Store = NonNullable<Parameters<typeof startPersistence>[0]>;
const KEY = ['venue', 'chez-nour'];

/** A device that kept an answer an hour ago. */
const device = (data: unknown, owner: string | null = null): Store => {
  const state = { data, dataUpdatedAt: Date.now() - 3_600_000, dataUpdateCount: 1, status: 'success', fetchStatus: 'idle' };
  const queries = [{ queryKey: KEY, queryHash: hashKey(KEY), state }];
  const copy = { timestamp: Date.now(), buster: '2', owner, clientState: { mutations: [], queries } };
  return {
    get: () => Promise.resolve(copy),
    set: () => Promise.resolve(),
    del: () => Promise.resolve(),
  } as unknown as Store;
}; // prettier-ignore

const gone = (status = 404) => Promise.reject(new Refusal({ type: '', title: 'Not Found', status, detail: '' }));
const state = () => queryClient.getQueryState(KEY);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  localStorage.clear();
  queryClient.clear();
});

it('[TST-04] shows the copy of this device where the server has not answered yet', async () => {
  await startPersistence(device({ name: 'Chez Nour' }));

  expect(state()?.data).toEqual({ name: 'Chez Nour' });
});

it('lets no copy cover that the server has just said: there is no such thing', async () => {
  await queryClient.fetchQuery({ queryKey: KEY, queryFn: () => gone() }).catch(() => undefined);

  await startPersistence(device({ name: 'Chez Nour' }));

  expect(state()).toMatchObject({ status: 'error', data: undefined });
});

it('lets go of a copy once the server says that there is no such thing', async () => {
  await startPersistence(device({ name: 'Chez Nour' }));

  await queryClient.fetchQuery({ queryKey: KEY, queryFn: () => gone(), staleTime: 0 }).catch(() => undefined);

  expect(state()).toMatchObject({ status: 'error', data: undefined });
});

it('keeps showing the copy while the server has trouble of its own', async () => {
  await startPersistence(device({ name: 'Chez Nour' }));
  const observer = new QueryObserver(queryClient, { queryKey: KEY, queryFn: () => gone(503), retry: false });

  await observer.refetch();

  expect(state()).toMatchObject({ status: 'error', data: { name: 'Chez Nour' } });
});

/** What a window is when somebody opened the app in a browser that was last used by another, or by the same. */
async function windowAfter(last: string | null) {
  if (last) localStorage.setItem('signed-in', last);
  vi.resetModules();
  const cache = await import('@/lib/query');
  const session = (await import('@/lib/session')).useSession();
  const given = (account_id: string) =>
    ({ kind: 'session', access_token: 'fresh', account: { account_id, roles: [], locale: 'en' } }) as never;
  const seen = () => cache.queryClient.getQueryData(KEY);
  return { ...cache, session, given, seen };
}
const signedIn = () => localStorage.getItem('signed-in');

it.each([
  ['acc_x', 'acc_x', true],
  ['acc_x', 'acc_y', false],
  ['1', 'acc_y', false],
])('[WEB-21] shows what %s left in the browser to %s: %s', async (last, next, isShown) => {
  const { startPersistence, session, given, seen } = await windowAfter(last);
  await startPersistence(device('lists', last));
  expect(seen()).toBe('lists');

  await session.begin(given(next));

  expect(seen()).toBe(isShown ? 'lists' : undefined);
  expect(signedIn()).toBe(next);
});

it('[WEB-21] takes a session up after a reload without what somebody else left', async () => {
  const { startPersistence, session, given, seen } = await windowAfter('acc_x');
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(given('acc_y'))));
  await startPersistence(device('lists', 'acc_x'));

  await session.restore();

  expect(session.account?.account_id).toBe('acc_y');
  expect(seen()).toBeUndefined();
  expect(signedIn()).toBe('acc_y');
});

it.each([null, 'acc_y'])('gives the copy of one person to no window of %s', async (last) => {
  const { startPersistence, seen } = await windowAfter(last);

  await startPersistence(device('lists', 'acc_x'));

  expect(seen()).toBeUndefined();
});

it('writes the copy under the name of its window, whoever signed in from another meanwhile', async () => {
  const { startPersistence, session, given, queryClient } = await windowAfter(null);
  const set = vi.fn(() => Promise.resolve());
  vi.useFakeTimers();
  await session.begin(given('acc_x'));
  await startPersistence({ ...device('lists'), set } as never);

  localStorage.setItem('signed-in', 'acc_y');
  await queryClient.fetchQuery({ queryKey: KEY, queryFn: () => 'of x', meta: { offline: true } });
  await vi.advanceTimersByTimeAsync(2_000);

  expect(set).toHaveBeenLastCalledWith(expect.anything(), expect.objectContaining({ owner: 'acc_x' }));
  expect(JSON.stringify(set.mock.lastCall)).toContain('of x');
});

it('forgets what one person fetched when another signs in after their session lapsed in the same window', async () => {
  const { session, given, queryClient, seen } = await windowAfter('acc_x');
  queryClient.setQueryData(KEY, 'lists');
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({}, { status: 401 })));
  await session.restore();
  expect(signedIn()).toBeNull();

  await session.begin(given('acc_y'));

  expect(seen()).toBeUndefined();
});

it('goes on without a copy in a browser that has no store for one', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', undefined);

  await startPersistence();
  await queryClient.fetchQuery({ queryKey: KEY, queryFn: () => 'lists', meta: { offline: true } });
  await vi.advanceTimersByTimeAsync(2_000);

  expect(state()?.data).toBe('lists');
});
