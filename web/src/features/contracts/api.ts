import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';
import type { WorkRole } from '@/lib/session';

export const useContracts = (side: MaybeRefOrGetter<WorkRole>) =>
  useList({
    key: () => ['contracts', toValue(side)],
    page: (cursor) =>
      got(
        api.GET('/v1/contracts', {
          params: { query: { side: toValue(side), limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

const WATCH_MS = 4_000;
const REST_MS = 30_000;
/** What other people, or the bank, may change at any moment. */
const PASSING = new Set(['funding', 'closing', 'releasing', 'refunding']);

export const useContract = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['contract', toValue(id)]),
    queryFn: () => got(api.GET('/v1/contracts/{contract_id}', { params: { path: { contract_id: toValue(id) } } })),
    // A conversation may be about none.
    enabled: () => toValue(id) !== '',
    refetchInterval: (query) =>
      query.state.data?.milestones.some((one) => one.state === 'approved') ? WATCH_MS : REST_MS,
    meta: { offline: true },
  });

export const usePayments = (contract: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['payments', toValue(contract)]),
    queryFn: async () =>
      (await got(api.GET('/v1/payments', { params: { query: { contract_id: toValue(contract) } } }))).items,
    refetchInterval: (query) => (query.state.data?.some((one) => PASSING.has(one.state)) ? WATCH_MS : REST_MS),
    meta: { offline: true },
  });

export const useActivity = (contract: MaybeRefOrGetter<string>) =>
  useList({
    key: () => ['activity', toValue(contract)],
    page: (cursor) =>
      got(
        api.GET('/v1/contracts/{contract_id}/activity', {
          params: { path: { contract_id: toValue(contract) }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const useDeliveries = (milestone: MaybeRefOrGetter<Schemas['MilestoneOut']>) =>
  useQuery({
    queryKey: computed(() => ['deliveries', toValue(milestone).milestone_id, toValue(milestone).delivery]),
    queryFn: async () => {
      const { contract_id, milestone_id } = toValue(milestone);
      const path = { contract_id, milestone_id };
      return (
        await got(api.GET('/v1/contracts/{contract_id}/milestones/{milestone_id}/deliveries', { params: { path } }))
      ).items;
    },
    enabled: computed(() => toValue(milestone).delivery > 0),
  });

/** After somebody did something, everything about the contract is asked for again. */
export function useForgetContract(contract: MaybeRefOrGetter<string>): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['contract', 'payments', 'activity'].map((name) =>
        client.invalidateQueries({ queryKey: [name, toValue(contract)] }),
      ),
    );
}
