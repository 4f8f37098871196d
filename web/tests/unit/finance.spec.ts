// The lists of finance, each with a row, what narrows it in its address, and what is filed and said.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import DisputeRatesPage from '@/features/finance/pages/DisputeRatesPage.vue';
import RailsPage from '@/features/finance/pages/RailsPage.vue';
import RatesPage from '@/features/finance/pages/RatesPage.vue';
import RegisterPage from '@/features/finance/pages/RegisterPage.vue';
import { REGISTERS, rate, type RegisterName } from '@/features/finance/registers';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const nothing = { component: { render: () => null } };
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', ...nothing }] });
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const at = '2026-03-01T10:00:00Z';
const money = { amount_minor: 12_300, currency: 'EUR' };
const ROWS: Record<RegisterName, object> = {
  payments: { subject_id: 'mil_1', sort: 'milestone', state: 'held', payer_id: 'a', payee_id: 'b', ...money, paid_minor: 1, held_minor: 1, to_payee_minor: 0, to_payer_minor: 0, lost_minor: 0, opened_at: at, frozen_by: [] },
  payouts: { payout_id: 'po_1', expert_id: 'acc_1', ...money, status: 'failed', created_at: at, arrives_on: '2026-03-03', failure: 'account_closed' },
  chargebacks: { chargeback_id: 'dp_1', subject_id: 'mil_1', payee_id: 'b', ...money, opened_at: at, evidence_due_at: at, reason: 'duplicate', status: 'needs_response' },
  success: { day: '2026-03-01', currency: 'EUR', opened: 10, succeeded: 9, refused: 1, abandoned: 0, rate_basis_points: 9_000, reasons: { fraudulent: 1, other_word: 2 } },
  waiting: { command_id: 'cmd_1', verb: 'release', subject: 'mil_1', payee_id: 'b', ...money, created_at: at, next_try_at: at, tries: 3, waiting_for: 'payee' },
}; // prettier-ignore
const SAYS: Record<RegisterName, string[]> = {
  payments: ['mil_1', 'Milestone', 'Held', '€123'],
  payouts: ['po_1', 'Failed', 'account_closed'],
  chargebacks: ['dp_1', 'Charged twice'],
  success: ['90%', 'other_word 2 · Payment not recognised 1'],
  waiting: ['Send to the expert', 'payee', '3'],
};
const names = Object.keys(REGISTERS) as RegisterName[];
const as = (...roles: string[]) => (useSession().account = { account_id: 'acc_f', roles } as Schemas['AccountOut']);

beforeAll(() => need('finance', 'registers', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
});

it.each(names)('shows %s in words, empty and full, and pages on', async (name) => {
  await router.push(`/admin/finance/${name}`);
  let page = 0;
  const sent = answer({
    [`GET /v1/finance/${name}`]: () => {
      page += 1;
      const items = page === 1 ? Array.from({ length: 10 }, () => ROWS[name]) : [];
      return [200, { items, next_cursor: page === 1 ? 'two' : null }];
    },
  });
  const shown = mount(RegisterPage, { global });
  await vi.waitFor(() => expect(shown.findAll('tbody tr')).toHaveLength(10));
  for (const words of SAYS[name]) expect(shown.text()).toContain(words);
  await shown.findAll('button').find((one) => one.text() === 'Show more')?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(sent.at(-1)?.url).toContain('cursor=two'));
});

it.each(names)('says so when there is nothing in %s', async (name) => {
  await router.push(`/admin/finance/${name}`);
  answer({ [`GET /v1/finance/${name}`]: { items: [], next_cursor: null } });
  const shown = mount(RegisterPage, { global });
  await vi.waitFor(() => expect(shown.find('h2').exists()).toBe(true));
});

it('keeps what narrows a list in its address, and leaves out what it does not know', async () => {
  await router.push('/admin/finance/payments?month=2026-02&state=nonsense');
  const sent = answer({ 'GET /v1/finance/payments': { items: [], next_cursor: null } });
  const shown = mount(RegisterPage, { global });
  await flushPromises();
  expect(new URL(sent[0]?.url ?? '').search).toBe('?month=2026-02&limit=50');
  await shown.get('#state').setValue('lost');
  await vi.waitFor(() => expect(sent.at(-1)?.url).toContain('state=lost'));
  expect(router.currentRoute.value.query).toMatchObject({ month: '2026-02', state: 'lost' });
});

it('opens a payment for administrators only', async () => {
  await router.push('/admin/finance/payments');
  answer({ 'GET /v1/finance/payments': { items: [ROWS.payments], next_cursor: null } });
  as('finance');
  const shown = mount(RegisterPage, { global });
  await vi.waitFor(() => expect(shown.findAll('tbody tr')).toHaveLength(1));
  expect(shown.find('a[href="/admin/payments/mil_1"]').exists()).toBe(false);
  as('administrator');
  await vi.waitFor(() => expect(shown.find('a[href="/admin/payments/mil_1"]').exists()).toBe(true));
});

it('holds the dispute rate against the goal', async () => {
  const row = { day: null, currency: 'EUR', protected: 200, protected_minor: 1, disputed: 3, disputed_minor: 1, charged_back: 0, charged_back_minor: 0, rate_basis_points: 150, amount_basis_points: 1 }; // prettier-ignore
  answer({ 'GET /v1/finance/dispute-rates': { days: [{ ...row, day: '2026-03-01' }], period: [row], goal_basis_points: 100 } }); // prettier-ignore
  const shown = mount(DisputeRatesPage, { global });
  await vi.waitFor(() => expect(shown.text()).toContain('Above the goal'));
  expect(shown.text()).toContain('3 of 200 protected milestones');
  expect([rate(null), rate(150)]).toEqual(['–', '1.5%']);
});

it('files the statement of a wallet, and shows a refusal at the day it points to', async () => {
  as('finance');
  await router.push('/admin/finance/rails?rail=easypaisa');
  const refusal = { type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '#/day', detail: 'x', code: 'date_from_datetime_parsing' }] }; // prettier-ignore
  const sent = answer({
    'GET /v1/finance/rail-statements': { items: [], next_cursor: null },
    'POST /v1/finance/rail-statements': () => [422, refusal],
  });
  const shown = mount(RailsPage, { global, attachTo: document.body });
  await shown.get('.btn-primary').trigger('click');
  const field = (name: string) => document.querySelector<HTMLInputElement>(`[role=dialog] ${name}`);
  await vi.waitFor(() => expect(field('textarea')).toBeTruthy());
  for (const [name, value] of [['input[type=date]', '2026-03-01'], ['textarea', 'id;amount;fee']] as const) {
    const input = field(name);
    if (input) input.value = value;
    input?.dispatchEvent(new Event('input'));
  } // prettier-ignore
  field('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(field('input[type=date]')?.getAttribute('aria-invalid')).toBe('true'));
  const post = sent.find((one) => one.method === 'POST');
  expect(await post?.json()).toEqual({ rail: 'easypaisa', day: '2026-03-01', text: 'id;amount;fee' });
});

it('says a rate with where it is from', async () => {
  const sent = answer({ 'GET /v1/treasury-rates': { items: [] } });
  const shown = mount(RatesPage, { global });
  await flushPromises();
  const [rateField, source] = shown.findAll('form input');
  await rateField?.setValue('301,5');
  await source?.setValue('Bank, 1 March');
  await shown.get('form').trigger('submit');
  await vi.waitFor(() => expect(sent.some((one) => one.method === 'PUT')).toBe(true));
  const put = sent.find((one) => one.method === 'PUT');
  expect(new URL(put?.url ?? '').pathname).toBe('/v1/treasury-rates/EUR/PKR');
  expect(await put?.json()).toEqual({ rate: '301.5', source: 'Bank, 1 March' });
});
