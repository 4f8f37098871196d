// What finance and operators look after: rewards, agreements with contributors, plans and who subscribed.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';

export type Agreement = Schemas['AgreementOut'];
export type Reward = Schemas['ReviewedRewardOut'];

const on = (cursor: string | undefined) => ({ limit: 20, ...(cursor ? { cursor } : {}) });

export const useRewards = () =>
  useQuery({ queryKey: ['rewards'], queryFn: async () => (await got(api.GET('/v1/referral-rewards'))).items });

export const useAgreements = () =>
  useList<Agreement>({
    key: ['agreements'],
    page: (cursor) => got(api.GET('/v1/contributor-agreements', { params: { query: on(cursor) } })),
  });

export const useAgreement = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['agreement', toValue(id)]),
    queryFn: () =>
      got(api.GET('/v1/contributor-agreements/{agreement_id}', { params: { path: { agreement_id: toValue(id) } } })),
  });

/** month: its first day. */
export const useAccruals = (id: MaybeRefOrGetter<string>, month: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['accruals', toValue(id), toValue(month)]),
    queryFn: () => {
      const params = { path: { agreement_id: toValue(id) }, query: { month: toValue(month) } };
      return got(api.GET('/v1/contributor-agreements/{agreement_id}/statement', { params }));
    },
  });

export const usePlanVersions = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['plan', toValue(id)]),
    queryFn: async () =>
      (await got(api.GET('/v1/plans/{plan_id}', { params: { path: { plan_id: toValue(id) } } }))).items,
  });

export const useSubscribers = () =>
  useList<Schemas['SubscriptionOut']>({
    key: ['subscribers'],
    page: (cursor) => got(api.GET('/v1/subscriptions', { params: { query: on(cursor) } })),
  });

export const CURRENCIES = ['EUR', 'USD', 'GBP', 'PKR', 'XOF', 'XAF'] as const;
export const AGREEMENT_TONES = { proposed: 'hold', approved: 'paid', rejected: 'alert', ended: undefined } as const;
