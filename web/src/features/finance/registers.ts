// What finance looks through, list by list: how each is asked for, what narrows it, and what its rows say.
import { api, got, type Schemas } from '@/lib/api/client';
import { day, dayAndTime } from '@/lib/format';
import { lookUp, numberFormat, useT, type Translate } from '@/lib/i18n';
import type { Page } from '@/lib/list';

/** What a cell shows: words, an amount, a state, or an id, which may lead somewhere. */
export type Cell =
  | { text: string }
  | { minor: number; currency: string }
  | { badge: string; tone?: 'hold' | 'paid' | 'alert' }
  | { id: string | null; to?: string };

export interface Column<T> {
  label: keyof Namespace & string;
  isNumber?: boolean;
  of: (row: T) => Cell;
}
type Namespace = typeof import('@/locales/en/registers.json');

/** What narrows a list: a month, days, or one of some values. */
export interface Narrowed {
  month: string;
  from: string;
  to: string;
  state: string;
}

export interface Register<T> {
  /** Its fields above the list. */
  by: readonly ('month' | 'period')[];
  /** Values of `state`, and where its words are. */
  states?: readonly string[];
  query: (given: Narrowed) => Record<string, string | undefined>;
  page: (given: Narrowed, cursor: string | undefined) => Promise<Page<T>>;
  sheet: string;
  key: (row: T) => string;
  columns: readonly Column<T>[];
}

const LIMIT = 50;
const on = (cursor: string | undefined) => ({ limit: LIMIT, ...(cursor ? { cursor } : {}) });
const t: Translate<'registers'> = useT('registers');

/** Words for a value that the server chose; the value itself where we have none. */
export const wordsOf = (kind: 'state' | 'verb' | 'reason' | 'payout', value: string) =>
  lookUp('registers', `${kind}.${value}`) ?? value;
export const rate = (basisPoints: number | null) =>
  basisPoints === null
    ? '–'
    : numberFormat({ style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
const count = (value: number) => ({ text: numberFormat().format(value) });

const LOST = new Set(['lost', 'failed', 'canceled']);
const DONE = new Set(['released', 'settled', 'paid']);
const toneOf = (state: string) =>
  LOST.has(state) ? ({ tone: 'alert' } as const) : DONE.has(state) ? ({ tone: 'paid' } as const) : {};

const payments: Register<Schemas['PaymentRowOut']> = {
  by: ['month'],
  states: ['unfunded', 'funding', 'held', 'partial', 'releasing', 'released', 'refunding', 'refunded', 'credited', 'lost', 'settled', 'cancelled', 'requested', 'authorised', 'charged', 'returning', 'failed'],
  query: ({ month, state }) => ({ month, state: state || undefined }),
  page: ({ month, state }, cursor) =>
    got(api.GET('/v1/finance/payments', { params: { query: { month, ...(state ? { state } : {}), ...on(cursor) } } })),
  sheet: '/v1/finance/payments/export',
  key: (row) => row.subject_id,
  columns: [
    { label: 'subject', of: (row) => (row.sort === 'milestone' ? { id: row.subject_id, to: `/admin/payments/${row.subject_id}` } : { id: row.subject_id }) },
    { label: 'sort', of: (row) => ({ text: t(`sort.${row.sort}`) }) },
    { label: 'state', of: (row) => ({ badge: wordsOf('state', row.state), ...(row.frozen_by.length ? { tone: 'alert' } : toneOf(row.state)) }) },
    { label: 'opened', of: (row) => ({ text: day(row.opened_at) }) },
    { label: 'amount', isNumber: true, of: (row) => ({ minor: row.amount_minor, currency: row.currency }) },
    { label: 'paid', isNumber: true, of: (row) => ({ minor: row.paid_minor, currency: row.currency }) },
    { label: 'held', isNumber: true, of: (row) => ({ minor: row.held_minor, currency: row.currency }) },
    { label: 'topayee', isNumber: true, of: (row) => ({ minor: row.to_payee_minor, currency: row.currency }) },
    { label: 'topayer', isNumber: true, of: (row) => ({ minor: row.to_payer_minor, currency: row.currency }) },
    { label: 'lost', isNumber: true, of: (row) => ({ minor: row.lost_minor, currency: row.currency }) },
  ],
}; // prettier-ignore

const PAYOUTS = ['pending', 'in_transit', 'failed', 'canceled'] as const;
const payoutStatus = (state: string) => PAYOUTS.find((one) => one === state);

const payouts: Register<Schemas['UnsettledPayoutOut']> = {
  by: [],
  states: PAYOUTS,
  query: ({ state }) => ({ status: payoutStatus(state) }),
  page: ({ state }, cursor) => {
    const status = payoutStatus(state);
    return got(api.GET('/v1/finance/payouts', { params: { query: { ...(status ? { status } : {}), ...on(cursor) } } }));
  },
  sheet: '/v1/finance/payouts/export',
  key: (row) => row.payout_id,
  columns: [
    { label: 'subject', of: (row) => ({ id: row.payout_id }) },
    { label: 'payee', of: (row) => ({ id: row.expert_id }) },
    { label: 'state', of: (row) => ({ badge: wordsOf('state', row.status), ...toneOf(row.status) }) },
    { label: 'arrives', of: (row) => ({ text: day(row.arrives_on) }) },
    { label: 'failure', of: (row) => ({ text: row.failure ?? '' }) },
    { label: 'amount', isNumber: true, of: (row) => ({ minor: row.amount_minor, currency: row.currency }) },
  ],
};

const chargebacks: Register<Schemas['OpenChargebackOut']> = {
  by: [],
  query: () => ({}),
  page: (_, cursor) => got(api.GET('/v1/finance/chargebacks', { params: { query: on(cursor) } })),
  sheet: '/v1/finance/chargebacks/export',
  key: (row) => row.chargeback_id,
  columns: [
    { label: 'hearing', of: (row) => ({ id: row.chargeback_id, to: `/chargebacks/${row.chargeback_id}` }) },
    { label: 'subject', of: (row) => ({ id: row.subject_id }) },
    { label: 'reason', of: (row) => ({ text: row.reason ? wordsOf('reason', row.reason) : '' }) },
    { label: 'opened', of: (row) => ({ text: row.opened_at ? day(row.opened_at) : '' }) },
    {
      label: 'evidence',
      of: (row) => (row.evidence_due_at ? { badge: dayAndTime(row.evidence_due_at), tone: 'hold' } : { text: '' }),
    },
    { label: 'amount', isNumber: true, of: (row) => ({ minor: row.amount_minor, currency: row.currency }) },
  ],
};

const reasonsOf = (row: Schemas['SuccessOut']) =>
  Object.entries(row.reasons as Record<string, number>)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${wordsOf('reason', name)} ${numberFormat().format(times)}`)
    .join(' · ');

const success: Register<Schemas['SuccessOut']> = {
  by: ['period'],
  query: ({ from, to }) => ({ from_on: from, to_on: to }),
  page: ({ from, to }, cursor) =>
    got(api.GET('/v1/finance/success', { params: { query: { from_on: from, to_on: to, ...on(cursor) } } })),
  sheet: '/v1/finance/success/export',
  key: (row) => row.day + row.currency,
  columns: [
    { label: 'day', of: (row) => ({ text: day(row.day) }) },
    { label: 'currency', of: (row) => ({ text: row.currency }) },
    { label: 'attempts', isNumber: true, of: (row) => count(row.opened) },
    { label: 'succeeded', isNumber: true, of: (row) => count(row.succeeded) },
    { label: 'refused', isNumber: true, of: (row) => count(row.refused) },
    { label: 'abandoned', isNumber: true, of: (row) => count(row.abandoned) },
    { label: 'rate', isNumber: true, of: (row) => ({ text: rate(row.rate_basis_points) }) },
    { label: 'reasons', of: (row) => ({ text: reasonsOf(row) }) },
  ],
};

const waiting: Register<Schemas['WaitingOut']> = {
  by: [],
  query: () => ({}),
  page: (_, cursor) => got(api.GET('/v1/finance/waiting', { params: { query: on(cursor) } })),
  sheet: '/v1/finance/waiting/export',
  key: (row) => row.command_id,
  columns: [
    { label: 'what', of: (row) => ({ text: wordsOf('verb', row.verb) }) },
    { label: 'subject', of: (row) => ({ id: row.subject }) },
    { label: 'payee', of: (row) => ({ id: row.payee_id }) },
    { label: 'since', of: (row) => ({ text: dayAndTime(row.created_at) }) },
    { label: 'next', of: (row) => ({ text: dayAndTime(row.next_try_at) }) },
    { label: 'tries', isNumber: true, of: (row) => count(row.tries) },
    { label: 'waitsfor', of: (row) => ({ text: row.waiting_for ?? '' }) },
    { label: 'amount', isNumber: true, of: (row) => ({ minor: row.amount_minor, currency: row.currency }) },
  ],
};

export const REGISTERS = { payments, payouts, chargebacks, success, waiting };
export type RegisterName = keyof typeof REGISTERS;
