import { useQueries, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { useList } from '@/lib/list';

export interface Filter {
  skill: string;
  isVerified: boolean;
}

export const useExperts = (filter: MaybeRefOrGetter<Filter>) =>
  useList({
    key: () => ['experts', toValue(filter)],
    page: (cursor) => {
      const { skill, isVerified } = toValue(filter);
      const query = {
        role: 'expert' as const,
        limit: 20,
        ...(skill ? { skill } : {}),
        ...(isVerified ? { is_verified: true } : {}),
      };
      return got(api.GET('/v1/profiles', { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } }));
    },
  });

export const useProfile = (account: MaybeRefOrGetter<string>, role: MaybeRefOrGetter<'client' | 'expert'>) =>
  useQuery({
    queryKey: computed(() => ['profile', toValue(account), toValue(role)]),
    queryFn: () =>
      got(
        api.GET('/v1/profiles/{account_id}/{role}', {
          params: { path: { account_id: toValue(account), role: toValue(role) } },
        }),
      ),
    meta: { offline: true },
  });

const NAMES_STAY_MS = 600_000;

const nameQuery = (account: string | undefined) => ({
  queryKey: ['name', account],
  queryFn: async () => {
    const found = await got(api.GET('/v1/profiles/{account_id}', { params: { path: { account_id: account ?? '' } } }));
    return found.items.map((one) => one.display_name).find(Boolean) ?? '';
  },
  enabled: !!account,
  staleTime: NAMES_STAY_MS,
  retry: false,
  meta: { offline: true },
});

/** The name of somebody as others see it; empty until known, or where nothing is public. */
export function useName(account: MaybeRefOrGetter<string | undefined>) {
  const query = useQuery(computed(() => nameQuery(toValue(account))));
  return computed(() => query.data.value ?? '');
}

/** The names of several, by account; those of whom nothing is public are left out. */
export function useNames(accounts: MaybeRefOrGetter<readonly string[]>) {
  const found = useQueries({ queries: computed(() => toValue(accounts).map(nameQuery)) });
  return computed(
    () =>
      new Map(
        toValue(accounts).flatMap((one, index) => (found.value[index]?.data ? [[one, found.value[index].data]] : [])),
      ),
  );
}
