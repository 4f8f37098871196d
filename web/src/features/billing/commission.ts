// The rules of the platform's share: what governs, what somebody proposed, and what an example comes to.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { numberFormat } from '@/lib/i18n';
import { useList } from '@/lib/list';

export type Rule = Schemas['RuleOut'];
export type RuleChange = Schemas['RuleChangeOut'];
export type DealQuote = Schemas['DealQuoteOut'];

export const useRules = () =>
  useQuery({ queryKey: ['commission-rules'], queryFn: () => got(api.GET('/v1/commission-rules')) });

export const useRuleHistory = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['commission-rule', toValue(id)]),
    queryFn: async () =>
      (await got(api.GET('/v1/commission-rules/{rule_id}', { params: { path: { rule_id: toValue(id) } } }))).items,
  });

export const useRuleChanges = () =>
  useList<RuleChange>({
    key: ['commission-changes'],
    page: (cursor) =>
      got(api.GET('/v1/commission-changes', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });

/** One proposal, with the version that a decision has to be about. */
export const useRuleChange = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['commission-change', toValue(id)]),
    queryFn: async () => {
      const answer = await api.GET('/v1/commission-changes/{change_id}', {
        params: { path: { change_id: toValue(id) } },
      });
      const found = await got(Promise.resolve(answer));
      return { ...found, etag: answer.response.headers.get('etag') ?? '' };
    },
  });

/** A share in hundredths of a percent, as people write it. */
export const percent = (basisPoints: number) =>
  numberFormat({ style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);

/** Read a typed percentage as hundredths of a percent; undefined when it is none. */
export function parsePercent(typed: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0') || 0);
}

export const SCOPES = [
  'contract_id', 'expert_id', 'client_id', 'relation', 'category', 'country', 'plan', 'currency',
] as const; // prettier-ignore

/** What a rule is narrowed to; empty: it is for everything. */
export const scopesOf = (rule: Rule) =>
  SCOPES.flatMap((name) => {
    const value = rule.scope[name];
    return value === null ? [] : [{ name, value }];
  });

export const CHANGE_TONES = { proposed: 'hold', approved: 'paid', rejected: 'alert', withdrawn: undefined } as const;

/** The proposal's own amounts need a currency; the platform's first one where it names none. */
export const currencyOf = (rule: Rule) => rule.scope.currency ?? 'EUR';
