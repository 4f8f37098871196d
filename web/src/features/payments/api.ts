// The money of one milestone: what became of it, and what people do with what is held.
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';

export type Payment = Schemas['PaymentOut'];

export const useSteps = (milestone: MaybeRefOrGetter<string>, isWanted: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: computed(() => ['money-steps', toValue(milestone)]),
    queryFn: () =>
      got(api.GET('/v1/payments/{milestone_id}/timeline', { params: { path: { milestone_id: toValue(milestone) } } })),
    enabled: computed(() => toValue(isWanted)),
  });

export const useMethods = (milestone: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['payment-methods', toValue(milestone)]),
    queryFn: async () => {
      const path = { milestone_id: toValue(milestone) };
      return (await got(api.GET('/v1/milestones/{milestone_id}/payment-methods', { params: { path } }))).items;
    },
  });

/** What is owed to a client in one currency, because their bank sent it back, in minor units. */
export const useCredit = (account: MaybeRefOrGetter<string>, currency: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['balances', toValue(account)]),
    queryFn: async () =>
      (await got(api.GET('/v1/balances/{account_id}', { params: { path: { account_id: toValue(account) } } }))).items,
    select: (items) =>
      items
        .filter((one) => one.kind === 'client_credit' && one.currency === toValue(currency))
        .reduce((sum, one) => sum + one.balance_minor, 0),
    enabled: computed(() => !!toValue(account)),
  });

/** After money moved, everything about it is asked for again. */
export function useForgetMoney(payment: MaybeRefOrGetter<Payment>): () => Promise<unknown> {
  const client = useQueryClient();
  return () => {
    const { contract_id, milestone_id } = toValue(payment);
    const about = [['contract', contract_id], ['payments', contract_id], ['activity', contract_id], ['money-steps', milestone_id], ['balances']]; // prettier-ignore
    return Promise.all(about.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

/** Whether what is held may be moved by its two sides. */
export const isMovable = (payment: Payment) =>
  payment.held_minor > 0 && !payment.is_frozen && ['held', 'partial'].includes(payment.state);
