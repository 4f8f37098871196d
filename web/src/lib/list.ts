// Lists that page by opaque cursor.
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryReturnType } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type List<T> = UseInfiniteQueryReturnType<InfiniteData<Page<T>, string | undefined>, Error>;

interface Options<T> {
  key: MaybeRefOrGetter<readonly unknown[]>;
  page: (cursor: string | undefined) => Promise<Page<T>>;
  isWanted?: MaybeRefOrGetter<boolean>;
}

export function useList<T>({ key, page, isWanted }: Options<T>): List<T> {
  return useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next_cursor ?? undefined,
    enabled: computed(() => toValue(isWanted) ?? true),
    meta: { offline: true },
  }) as List<T>;
}
