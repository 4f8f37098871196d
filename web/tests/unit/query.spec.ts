import { hashKey, QueryObserver } from '@tanstack/vue-query';
import { afterEach, expect, it } from 'vitest';
import { Refusal } from '@/lib/api/problem';
import { queryClient, startPersistence } from '@/lib/query';

type Store = NonNullable<Parameters<typeof startPersistence>[0]>;
const KEY = ['venue', 'chez-nour'];

/** A device that kept an answer an hour ago. */
const device = (data: unknown): Store => {
  const state = { data, dataUpdatedAt: Date.now() - 3_600_000, dataUpdateCount: 1, status: 'success', fetchStatus: 'idle' };
  const queries = [{ queryKey: KEY, queryHash: hashKey(KEY), state }];
  const copy = { timestamp: Date.now(), buster: '1', clientState: { mutations: [], queries } };
  return {
    get: () => Promise.resolve(copy),
    set: () => Promise.resolve(),
    del: () => Promise.resolve(),
  } as unknown as Store;
}; // prettier-ignore

const gone = (status = 404) => Promise.reject(new Refusal({ type: '', title: 'Not Found', status, detail: '' }));
const state = () => queryClient.getQueryState(KEY);

afterEach(() => queryClient.clear());

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
