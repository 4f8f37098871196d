import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
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
  opening_minor: number;
  closing_minor: number;
}

export interface Period {
  from_on: string;
  to_on: string;
}

export const useStatement = (
  expert: MaybeRefOrGetter<string>,
  currency: MaybeRefOrGetter<string>,
  period: MaybeRefOrGetter<Period>,
) =>
  useList<Schemas['PostingOut']>({
    key: () => ['statement', toValue(expert), toValue(currency), { ...toValue(period) }],
    page: (cursor): Promise<StatementPage> => {
      const { from_on, to_on } = toValue(period);
      const days = { ...(from_on ? { from_on } : {}), ...(to_on ? { to_on } : {}) };
      return got(
        api.GET('/v1/statements/{expert_id}', {
          params: {
            path: { expert_id: toValue(expert) },
            query: { currency: toValue(currency), limit: 20, ...days, ...(cursor ? { cursor } : {}) },
          },
        }),
      );
    },
  });

const ONBOARDING_MS = 4_000;

/** The payout account; null while there is none. */
export const usePayoutAccount = () =>
  useQuery({
    queryKey: ['payout-account'],
    queryFn: async () => {
      const account = await got(api.GET('/v1/payout-account'));
      return account.country === null ? null : account;
    },
    refetchInterval: (query) => (query.state.data && !query.state.data.is_payable ? ONBOARDING_MS : false),
  });

const CARD_MS = 1_500;

/** Saved cards; while a form is awaited or open the provider's word may come at any moment. */
export const useCards = (isAdding: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: ['cards'],
    queryFn: () => got(api.GET('/v1/saved-cards')),
    refetchInterval: () => (toValue(isAdding) ? CARD_MS : false),
  });

export const useBankPayouts = () =>
  useList<Schemas['BankPayoutOut']>({
    key: ['bank-payouts'],
    page: (cursor) => got(api.GET('/v1/payouts', { params: { query: { limit: 10, ...(cursor ? { cursor } : {}) } } })),
  });

export const useWallets = () =>
  useQuery({ queryKey: ['wallets'], queryFn: async () => (await got(api.GET('/v1/payout-wallets'))).items });

export const useReferralLinks = () =>
  useQuery({ queryKey: ['referral-links'], queryFn: async () => (await got(api.GET('/v1/referral-links'))).items });

export const useReferrals = () =>
  useList<Schemas['ReferralOut']>({
    key: ['referrals'],
    page: (cursor) =>
      got(api.GET('/v1/referrals', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });
