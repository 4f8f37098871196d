import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { useList } from '@/lib/list';
import type { Delivery } from './model';

export const useClients = () =>
  useQuery({ queryKey: ['partner-clients'], queryFn: async () => (await got(api.GET('/v1/partner-clients'))).items });

export const useEndpoints = (partner: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['webhook-endpoints', toValue(partner)]),
    queryFn: async () =>
      (await got(api.GET('/v1/webhook-endpoints', { params: { query: { partner_id: toValue(partner) } } }))).items,
  });

export const useEndpoint = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['webhook-endpoint', toValue(id)]),
    queryFn: () =>
      got(api.GET('/v1/webhook-endpoints/{endpoint_id}', { params: { path: { endpoint_id: toValue(id) } } })),
  });

const SENDING_MS = 3_000;

/** The log, newest first; asked for again while something is on its way. */
export const useDeliveries = (id: MaybeRefOrGetter<string>) =>
  useList<Delivery>({
    key: () => ['webhook-deliveries', toValue(id)],
    page: (cursor) => {
      const params = { path: { endpoint_id: toValue(id) }, query: { limit: 20, ...(cursor ? { cursor } : {}) } };
      return got(api.GET('/v1/webhook-endpoints/{endpoint_id}/deliveries', { params }));
    },
    refetchMs: (items) => items.some((one) => one.state === 'pending' && one.attempts === 0) && SENDING_MS,
  });
