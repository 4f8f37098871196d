// Alerts, and what raises them and calls people: lists, and the words of their parts.
import { useQuery } from '@tanstack/vue-query';
import { api, got, type Schemas } from '@/lib/api/client';

export type Alert = Schemas['AlertOut'];
export type Rule = Schemas['AlertRuleOut'];
export type Rota = Schemas['RotaOut'];
export type Address = Schemas['AlertAddressOut'];

export const STATES = ['open', 'acknowledged', 'resolved'] as const;
export const SEVERITIES = ['warning', 'critical'] as const;
export const FIGURES = ['error_percent', 'response_ms', 'faults', 'queue_age_seconds', 'dead_letters', 'payment_failures', 'payout_failures', 'dispute_minutes_late', 'report_minutes_late'] as const; // prettier-ignore

export const toneOf = (alert: Pick<Alert, 'state' | 'severity'>) => {
  if (alert.state === 'resolved') return 'paid';
  return alert.severity === 'critical' ? 'alert' : 'hold';
};

export const useRules = () =>
  useQuery({ queryKey: ['alerts', 'rules'], queryFn: async () => (await got(api.GET('/v1/alerts/rules'))).items });
export const useRotas = () =>
  useQuery({ queryKey: ['alerts', 'rotas'], queryFn: async () => (await got(api.GET('/v1/alerts/rotas'))).items });
export const useAddresses = () =>
  useQuery({
    queryKey: ['alerts', 'addresses'],
    queryFn: async () => (await got(api.GET('/v1/alerts/addresses'))).items,
  });
