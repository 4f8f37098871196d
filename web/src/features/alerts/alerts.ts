// Alerts, and what raises them and calls people: lists, and the words of their parts.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useNames } from '@/features/profiles/api';
import { api, got, type Schemas } from '@/lib/api/client';
import { numberFormat, type Translate } from '@/lib/i18n';
import { useSession } from '@/lib/session';

export type Alert = Schemas['AlertOut'];
export type Rule = Schemas['AlertRuleOut'];
export type Rota = Schemas['RotaOut'];
export type Address = Schemas['AlertAddressOut'];

export const STATES = ['open', 'acknowledged', 'resolved'] as const;
export const SEVERITIES = ['warning', 'critical'] as const;
export const FIGURES = ['error_percent', 'response_ms', 'faults', 'queue_age_seconds', 'dead_letters', 'payment_failures', 'payout_failures', 'dispute_minutes_late', 'report_minutes_late'] as const; // prettier-ignore

/** Of how bad it is; what is over calls nobody any more. */
export const toneOf = ({ state, severity }: Pick<Alert, 'state' | 'severity'>) =>
  state === 'resolved' ? undefined : severity === 'critical' ? 'alert' : 'hold';

type Watched = Pick<Rule, 'comparison' | 'threshold' | 'window_minutes'> & { figure: (typeof FIGURES)[number] };

/** What a rule watches, in words. */
export const reasonOf = (rule: Watched, t: Translate<'alerts'>) =>
  t('rule.reason', {
    figure: t(`figure.${rule.figure}`),
    is: t(`is.${rule.comparison}`),
    number: numberFormat().format(rule.threshold),
    n: rule.window_minutes,
  });

const READING = /^(\w+): (-?\d+) \((above|below) (-?\d+), (\d+) min\)(?:: (\w+))?$/;
const DESKS = { dispute_minutes_late: '/admin/disputes', report_minutes_late: '/admin/message-reports' };

/** What a rule has measured, in words; of an alarm of the cloud, as it says so. */
export function detailOf(detail: string, t: Translate<'alerts'>): string {
  const [, name, value, comparison, threshold, minutes] = READING.exec(detail) ?? [];
  const figure = FIGURES.find((one) => one === name);
  if (!figure) return detail;
  const rule = { figure, comparison: comparison as Rule['comparison'], threshold: Number(threshold), window_minutes: Number(minutes) }; // prettier-ignore
  return t('measured', { number: numberFormat().format(Number(value)), rule: reasonOf(rule, t) });
}

/** What is late, and where it is dealt with; undefined of what is not about one thing. */
export function lateOf(detail: string): { id: string; to: string } | undefined {
  const found = READING.exec(detail);
  const [figure, id] = [found?.[1], found?.[6]];
  return id && figure && figure in DESKS ? { id, to: `${DESKS[figure as keyof typeof DESKS]}/${id}` } : undefined;
}

/** What people who are called are named: oneself, and whoever has a public profile; others by their id. */
export function usePeople(accounts: MaybeRefOrGetter<readonly string[]>) {
  const { account } = useSession();
  const names = useNames(accounts);
  return computed(() => {
    const known = new Map(toValue(accounts).map((one) => [one, names.value.get(one) ?? one]));
    return account ? known.set(account.account_id, account.display_name) : known;
  });
}

export const useRules = () =>
  useQuery({ queryKey: ['alerts', 'rules'], queryFn: async () => (await got(api.GET('/v1/alerts/rules'))).items });
export const useRotas = () =>
  useQuery({ queryKey: ['alerts', 'rotas'], queryFn: async () => (await got(api.GET('/v1/alerts/rotas'))).items });
export const useAddresses = () =>
  useQuery({
    queryKey: ['alerts', 'addresses'],
    queryFn: async () => (await got(api.GET('/v1/alerts/addresses'))).items,
  });
