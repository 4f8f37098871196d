// The versions of a venue's terms in words, and what changed from one to the next.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { money } from '@/lib/format';
import { numberFormat, type Translate } from '@/lib/i18n';
import { useList } from '@/lib/list';

export type Terms = Schemas['PolicyOut'];

export const useTermVersions = (venue_id: MaybeRefOrGetter<string>) =>
  useList<Terms>({
    key: () => ['termversions', toValue(venue_id)],
    page: (cursor) =>
      got(
        api.GET('/v1/venues/{venue_id}/policy/versions', {
          params: { path: { venue_id: toValue(venue_id) }, query: { limit: 10, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const useTermVersion = (venue_id: MaybeRefOrGetter<string>, number: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ['termversions', toValue(venue_id), toValue(number)]),
    queryFn: () =>
      got(
        api.GET('/v1/venues/{venue_id}/policy/versions/{number}', {
          params: { path: { venue_id: toValue(venue_id), number: toValue(number) } },
        }),
      ),
  });

export interface Fact {
  label: string;
  /** One line each; never empty. */
  lines: string[];
}

const share = (basisPoints: number) =>
  numberFormat({ style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
const hours = (minutes: number) =>
  numberFormat({ style: 'unit', unit: 'hour', unitDisplay: 'long', maximumFractionDigits: 2 }).format(minutes / 60);

function charged(charge: Schemas['ChargeOut'], currency: string, t: Translate<'setup'>): string {
  if (charge.kind === 'none') return t('charge.none');
  if (charge.kind === 'percent') return share(charge.basis_points ?? 0);
  const amount = money(charge.amount_minor ?? 0, currency);
  return charge.kind === 'fixed' ? amount : t('terms.each', { amount });
}

/** What terms say, always in the same order. t: the words of the set-up. */
export function factsOf(terms: Terms, t: Translate<'setup'>): Fact[] {
  const count = (n: number) => [numberFormat().format(n)];
  const rules = terms.deposits.map((one) => {
    const charge = charged(one.charge, terms.currency, t);
    const services = new Intl.ListFormat(document.documentElement.lang).format(one.services);
    return services
      ? t('terms.rule.services', { n: one.party_from, services, charge })
      : t('terms.rule', { n: one.party_from, charge });
  });
  const windows = terms.windows.map((one) =>
    t('terms.window', { hours: hours(one.minutes_before), share: share(one.kept_basis_points) }),
  );
  const estimate = terms.estimate_per_person_minor;
  return [
    { label: t('lead'), lines: count(terms.lead_minutes) },
    { label: t('ahead'), lines: count(terms.days_ahead) },
    { label: t('most'), lines: count(terms.party_most) },
    { label: t('deposits'), lines: rules.length ? rules : [t('deposits.none')] },
    { label: t('estimate'), lines: [estimate === null ? t('nothing') : money(estimate, terms.currency)] },
    { label: t('windows'), lines: windows.length ? windows : [t('terms.free')] },
    { label: t('noshow'), lines: [charged(terms.no_show, terms.currency, t)] },
  ];
}

export interface Change {
  label: string;
  before: string[];
  after: string[];
}

/** What is not as it was in the version before. */
export function changesOf(terms: Terms, before: Terms, t: Translate<'setup'>): Change[] {
  const old = factsOf(before, t);
  return factsOf(terms, t)
    .map(({ label, lines }, n) => ({ label, before: old[n]?.lines ?? [], after: lines }))
    .filter((one) => one.before.join('\n') !== one.after.join('\n'));
}
