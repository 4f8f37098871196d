// The cache of what the server said, and its copy on this device for times without a network.
import { QueryCache, QueryClient, onlineManager, type Query } from '@tanstack/vue-query';
import type { PersistedClient } from '@tanstack/query-persist-client-core';
import { isAnswer, Refusal } from './api/problem';
import { kept, SIGNED_IN } from './kept';

const DAY = 86_400_000;
const RETRIES = 2;

/** Statuses that say: there is nothing for this person any more, whatever a copy shows. */
const GONE = new Set([403, 404, 410]);

/** Whether the server says that there is no such thing for this person. */
export const isGone = (error: unknown) => error instanceof Refusal && GONE.has(error.status);

const queryCache = new QueryCache({
  onError: (error, query) => {
    if (isGone(error) && query.state.data !== undefined) query.setState({ data: undefined, dataUpdatedAt: 0 });
  },
});

export const queryClient = new QueryClient({
  queryCache,
  defaultOptions: {
    queries: {
      staleTime: 2_000, // other people act on the same things; the copy bridges the moment until the answer is there
      gcTime: DAY,
      networkMode: 'offlineFirst',
      retry: (count, error) =>
        onlineManager.isOnline() && count < RETRIES && !(error instanceof Refusal && error.status < 500),
    },
    mutations: { networkMode: 'always' },
  },
});

const OFFLINE = 'guildhall-cache-v1';

/** Whose the cache is: who is signed in, or was when this window opened; null: a visitor's. */
let owner = kept(SIGNED_IN);

/** The copy, which only its owner gets back: another window may have left it there. */
interface Copy extends PersistedClient {
  owner: string | null;
}

/** The copy without what the server has answered meanwhile, a refusal included: the answer is younger. */
function unanswered(copy: PersistedClient | undefined): PersistedClient | undefined {
  const queries = copy?.clientState.queries.filter(({ queryHash }) => {
    const { status = 'pending', error } = queryCache.get(queryHash)?.state ?? {};
    return status === 'pending' || (status === 'error' && !isAnswer(error));
  });
  return copy && { ...copy, clientState: { ...copy.clientState, queries: queries ?? [] } };
}

type Dehydrated = PersistedClient['clientState']['queries'][number];

/** A query as it was when it was last answered: that it could not be asked again since is nothing to keep. */
const asItWas = (query: Dehydrated): Dehydrated => ({
  ...query,
  state: { ...query.state, status: 'success', error: null, fetchFailureReason: null },
});

/** A full disk, a private window, a browser without a store: the copy is a comfort, its lack is no error. */
const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

type Store = Pick<typeof import('idb-keyval'), 'get' | 'set' | 'del'>;

/** Keep the queries that ask for it (`meta.offline`) on this device. */
export async function startPersistence(store?: Store): Promise<void> {
  const { persistQueryClientRestore, persistQueryClientSave, persistQueryClientSubscribe } =
    await import('@tanstack/query-persist-client-core');
  const { del, get, set } = store ?? (await import('idb-keyval'));
  let latest: Copy | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    if (latest) void quietly(() => set(OFFLINE, latest));
  };
  const options = {
    queryClient,
    maxAge: DAY,
    buster: '2',
    persister: {
      persistClient: (client: PersistedClient) => {
        latest = {
          ...client,
          clientState: { ...client.clientState, queries: client.clientState.queries.map(asItWas) },
          owner,
        };
        timer ??= setTimeout(write, 1000);
      },
      restoreClient: async () => {
        const copy = await quietly(() => get<Copy>(OFFLINE));
        return copy?.owner === owner ? unanswered(copy) : undefined;
      },
      removeClient: () => quietly(() => del(OFFLINE)),
    },
    dehydrateOptions: {
      shouldDehydrateQuery: (query: Query) => query.state.data !== undefined && query.meta?.['offline'] === true,
    },
  };
  await persistQueryClientRestore(options);
  // However young the copy is, others may have acted since: it is shown, and asked for again.
  await queryClient.invalidateQueries({ refetchType: 'none' });
  await persistQueryClientSave(options);
  persistQueryClientSubscribe(options);
}

/** Forget everything that was fetched: somebody else may sign in on this device. */
export async function forgetAll(): Promise<void> {
  owner = null;
  queryClient.clear();
  await import('idb-keyval').then(({ del }) => del(OFFLINE)).catch(() => undefined);
}

/** From here on the cache is this account's: what it has of anybody else is forgotten before. */
export async function handTo(account: string): Promise<void> {
  if (owner !== null && owner !== account) await forgetAll();
  owner = account;
}
