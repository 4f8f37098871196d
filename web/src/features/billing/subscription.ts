// Plans, and the subscription of whoever is signed in.
import { useQuery } from '@tanstack/vue-query';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';

type Told = Schemas['SubscriptionOut'];
export type Subscription = Told & { state: NonNullable<Told['state']> };
export type Plan = Schemas['PlanOut'];

const ORDER_MS = 1_500;
const REST_MS = 60_000;

/** The provider's word may come at any moment: an order of ours, or a first payment, is on its way. */
export const isPassing = (one: Subscription) =>
  one.is_waiting || one.state === 'requested' || one.state === 'incomplete';

/** What became of the account's subscription; null while there never was one. */
export const useSubscription = () =>
  useQuery({
    queryKey: ['subscription'],
    queryFn: async () => {
      const answer = await api.GET('/v1/subscription');
      const found = await got(Promise.resolve(answer));
      const { state } = found;
      return state === null ? null : { ...found, state, etag: answer.response.headers.get('etag') ?? '' };
    },
    refetchInterval: (query) => (query.state.data && isPassing(query.state.data) ? ORDER_MS : REST_MS),
  });

export const usePlans = () =>
  useQuery({ queryKey: ['plans'], queryFn: async () => (await got(api.GET('/v1/plans'))).items });

/** The account's invoices that are about its subscription. */
export const useSubscriptionInvoices = () =>
  useList<Schemas['DocumentOut']>({
    key: ['documents', 'subscription'],
    page: async (cursor) => {
      const query = { kind: 'invoice' as const, limit: 50, ...(cursor ? { cursor } : {}) };
      const page = await got(api.GET('/v1/documents', { params: { query } }));
      return { ...page, items: page.items.filter((one) => one.lines.some((line) => line.item === 'subscription')) };
    },
  });

/** In which state of its life a subscription stands, as its owner sees it. */
export type Standing = 'none' | 'preparing' | 'unpaid' | 'trial' | 'running' | 'ending' | 'grace' | 'lapsed' | 'over';

export function standingOf(one: Told | null, now = Date.now()): Standing {
  if (!one?.state) return 'none';
  switch (one.state) {
    case 'requested':
      return 'preparing';
    case 'incomplete':
      return 'unpaid';
    case 'past_due':
      return one.grace_until && Date.parse(one.grace_until) > now ? 'grace' : 'lapsed';
    case 'ended':
      return 'over';
    default:
      if (one.is_ending) return 'ending';
      return one.state === 'trialing' ? 'trial' : 'running';
  }
}

const TONES: Partial<Record<Standing, 'paid' | 'hold' | 'alert'>> = {
  preparing: 'hold',
  unpaid: 'hold',
  trial: 'paid',
  running: 'paid',
  ending: 'hold',
  grace: 'alert',
  lapsed: 'alert',
};
export const toneOf = (standing: Standing) => TONES[standing];
