// Lists that page by opaque cursor.
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryReturnType } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type List<T> = UseInfiniteQueryReturnType<InfiniteData<Page<T>, string | undefined>, Error>;

// A page may hold few items, or none, and still not be the last: the server looked through quiet months.
const ENOUGH = 10;
const MOST_ROUNDS = 5;

async function filled<T>(page: Options<T>['page'], cursor: string | undefined): Promise<Page<T>> {
  let found = await page(cursor);
  for (let round = 1; round < MOST_ROUNDS && found.next_cursor && found.items.length < ENOUGH; round += 1) {
    const next = await page(found.next_cursor);
    found = { items: [...found.items, ...next.items], next_cursor: next.next_cursor };
  }
  return found;
}

interface Options<T> {
  key: MaybeRefOrGetter<readonly unknown[]>;
  page: (cursor: string | undefined) => Promise<Page<T>>;
  isWanted?: MaybeRefOrGetter<boolean>;
  /** How soon to ask again, by what is known; false: when somebody comes back. */
  refetchMs?: (items: T[]) => number | false;
}

export function useList<T>({ key, page, isWanted, refetchMs }: Options<T>): List<T> {
  return useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => filled(page, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next_cursor ?? undefined,
    enabled: computed(() => toValue(isWanted) ?? true),
    refetchInterval: (query) => refetchMs?.(query.state.data?.pages.flatMap((one) => one.items) ?? []) ?? false,
    meta: { offline: true },
  }) as List<T>;
}
