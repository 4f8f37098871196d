import * as v from 'valibot';
import type { Schemas } from '@/lib/api/client';

/** An amount above nothing. */
export const amountRules = v.object({
  amount_minor: v.pipe(v.nullable(v.number()), v.number('required'), v.minValue(1, 'required')),
}) as unknown as v.GenericSchema<{ amount_minor: number | null }, unknown>;

export interface Shares {
  to_client_minor: number | null;
  to_expert_minor: number | null;
  reason: string;
}

export const shareRules = v.object({
  to_client_minor: v.nullable(v.number()),
  to_expert_minor: v.nullable(v.number()),
  reason: v.pipe(v.string(), v.trim(), v.minLength(3, 'required')),
});

export const CARD = 'stripe';

export interface PayChoice {
  rail: string;
  flow: 'page' | 'wallet';
  phone: string;
  identity_tail: string;
  operator: string;
}

export const payByCard = (): PayChoice => ({ rail: CARD, flow: 'page', phone: '', identity_tail: '', operator: '' });

/** What the server is told: only what the chosen way asks for; of a card it needs to know nothing. */
export function fundBody({ rail, flow, phone, identity_tail, operator }: PayChoice): Schemas['FundIn'] {
  if (rail === CARD) return { rail, flow };
  const wallet = flow === 'wallet' ? { ...(phone ? { phone } : {}), ...(identity_tail ? { identity_tail } : {}) } : {};
  return { rail, flow, ...wallet, ...(operator ? { operator: operator.trim().toUpperCase() } : {}) };
}
