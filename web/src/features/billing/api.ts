import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { useList, type Page } from '@/lib/list';
import type { Schemas } from '@/lib/api/client';

export const useDocuments = () =>
  useList({
    key: ['documents'],
    page: (cursor) =>
      got(api.GET('/v1/documents', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });

const PRINTING_MS = 4_000;

export const useDocument = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['document', toValue(id)]),
    queryFn: () => got(api.GET('/v1/documents/{document_id}', { params: { path: { document_id: toValue(id) } } })),
    refetchInterval: (query) => (query.state.data && query.state.data.state !== 'issued' ? PRINTING_MS : false),
    meta: { offline: true },
  });

export async function openPdf(id: string): Promise<void> {
  const { url } = await got(api.GET('/v1/documents/{document_id}/file', { params: { path: { document_id: id } } }));
  open(url, '_blank', 'noopener');
}

export interface StatementPage extends Page<Schemas['PostingOut']> {
  balance_minor: number;
}

export const useStatement = (expert: MaybeRefOrGetter<string>, currency: MaybeRefOrGetter<string>) =>
  useList<Schemas['PostingOut']>({
    key: () => ['statement', toValue(expert), toValue(currency)],
    page: (cursor): Promise<StatementPage> =>
      got(
        api.GET('/v1/statements/{expert_id}', {
          params: {
            path: { expert_id: toValue(expert) },
            query: { currency: toValue(currency), limit: 20, ...(cursor ? { cursor } : {}) },
          },
        }),
      ),
  });

const ONBOARDING_MS = 4_000;

/** The payout account; null while there is none. */
export const usePayoutAccount = () =>
  useQuery({
    queryKey: ['payout-account'],
    queryFn: async () => {
      try {
        return await got(api.GET('/v1/payout-account'));
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data && !query.state.data.is_payable ? ONBOARDING_MS : false),
  });
