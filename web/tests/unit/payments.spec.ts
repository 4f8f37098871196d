// The money of a milestone as its two sides meet it, and an operator.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Payment } from '@/features/payments/api';
import { fundBody, payByCard } from '@/features/payments/model';
import PaymentPage from '@/features/payments/pages/PaymentPage.vue';
import HeldActions from '@/features/payments/parts/HeldActions.vue';
import MoneySteps from '@/features/payments/parts/MoneySteps.vue';
import PayMethods from '@/features/payments/parts/PayMethods.vue';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer, type Answers } from './answers';

const payment: Payment = {
  milestone_id: 'mil_1', contract_id: 'con_1', client_id: 'acc_c', expert_id: 'acc_e', title: 'Orders', state: 'held',
  amount_minor: 120_000, on_top_minor: 0, currency: 'EUR', due_on: null, pay_on: null, funded_minor: 120_000,
  held_minor: 120_000, released_minor: 0, refunded_minor: 0, lost_minor: 0, credited_minor: 0, costs_minor: 0,
  split: null, quote: null, is_from_credit: false, rail: 'stripe', checkout: null, next_action: null, failure: null,
  delivery: 0, is_under_review: false, release_at: null, is_frozen: false, frozen_by: [], version: 7,
}; // prettier-ignore
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }, { path: '/admin/payments/:id', component: { render: () => null } }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');

function held(given: Partial<Payment>, side: 'client' | 'expert' = 'client') {
  const props = { payment: { ...payment, ...given }, side, isApproved: false, title: 'Orders' };
  return mount(HeldActions, { props, global, attachTo: document.body });
}
const offered = (given: Partial<Payment>, side?: 'client' | 'expert') =>
  held(given, side).findAll('button').map((one) => one.text()); // prettier-ignore

async function typed(name: string, value: string): Promise<void> {
  const label = [...(dialog()?.querySelectorAll('label') ?? [])].find((one) => one.textContent?.includes(name));
  const field = document.getElementById(label?.htmlFor ?? '') as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event('input'));
  await flushPromises();
}
const submit = () =>
  dialog()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));

async function asked(answers: Answers, given: Partial<Payment>, button: string) {
  const sent = answer(answers);
  const page = held(given);
  await page.findAll('button').find((one) => one.text() === button)?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(dialog()).not.toBeNull());
  return sent;
}

beforeAll(() => need('payments', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('offers each side what the server would let it do', () => {
  expect(offered({})).toEqual(['Pay early', 'Give money back', 'Propose how to share']);
  expect(offered({ delivery: 1 })).toEqual(['Pay early', 'Propose how to share']);
  expect(offered({ delivery: 1 }, 'expert')).toEqual(['Give money back', 'Propose how to share']);
  expect(offered({ is_frozen: true, frozen_by: ['chargeback'] })).toEqual([]);
  expect(offered({ state: 'credited', held_minor: 0, credited_minor: 500 })).toEqual(['Send it to my card again']);
});

it('quotes an early release, and releases in the version that was read', async () => {
  const quote = { gross_minor: 50_000, lines: [{ kind: 'commission', amount_minor: 5_000, basis_points: 1_000, rule_id: 'r', rule_version: 1 }], net_minor: 45_000, currency: 'EUR', held_after_minor: 70_000 }; // prettier-ignore
  const sent = await asked({ 'GET /v1/payments/mil_1/release-quote': quote }, {}, 'Pay early');
  await typed('Amount', '500');
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('€450'));
  submit();
  await vi.waitFor(() => expect(sent.find((one) => one.method === 'POST')).toBeDefined());

  const post = sent.find((one) => one.method === 'POST');
  expect(new URL(post?.url ?? '').pathname).toBe('/v1/payments/mil_1/release');
  expect(await post?.json()).toEqual({ amount_minor: 50_000 });
  expect(post?.headers.get('if-match')).toBe('"7"');
});

it.each([
  ['1200', '/v1/payments/mil_1/refund'],
  ['200', '/v1/payments/mil_1/refund-part'],
])('gives back %s of 1200 where that belongs', async (amount, path) => {
  const sent = await asked({}, {}, 'Give money back');
  await typed('Amount', amount);
  submit();
  await vi.waitFor(() => expect(sent.map((one) => new URL(one.url).pathname)).toContain(path));
});

it('shows the refusal of the server at the amount it points to', async () => {
  const refusal = { type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '#/amount_minor', detail: 'x', code: 'less_than_equal' }] }; // prettier-ignore
  await asked({ 'POST /v1/payments/mil_1/refund': () => [422, refusal] }, {}, 'Give money back');
  submit();
  await vi.waitFor(() => expect(dialog()?.querySelector('[aria-invalid]')).toBeTruthy());
  expect(dialog()?.textContent).toContain('This is too large');
});

it('lets the other side answer a proposed share', async () => {
  const split = { number: 2, proposed_by: 'acc_e', to_client_minor: 20_000, to_expert_minor: 100_000, reason: 'It took longer.', proposed_at: '2026-03-01T10:00:00Z' }; // prettier-ignore
  const sent = answer({});
  const page = held({ split });
  expect(page.text()).toContain('It took longer.');
  await page.findAll('button').find((one) => one.text() === 'Accept')?.trigger('click'); // prettier-ignore
  await flushPromises();
  expect(new URL(sent[0]?.url ?? '').pathname).toBe('/v1/payments/mil_1/splits/2/accept');
});

it('asks for the steps of the money only when somebody wants to see them, in Urdu too', async () => {
  const steps = [{ kind: 'held', at: '2026-03-01T10:00:00Z', amount_minor: 120_000, about: null, by: 'acc_c' }];
  const sent = answer({ 'GET /v1/payments/mil_1/timeline': { payment, steps } });
  const part = mount(MoneySteps, { props: { milestone: 'mil_1', currency: 'EUR', title: 'Orders' }, global });
  await flushPromises();
  expect(sent).toHaveLength(0);
  const details = part.get('details');
  (details.element as HTMLDetailsElement).open = true;
  await details.trigger('toggle');
  await vi.waitFor(() => expect(part.text()).toContain('Paid in and held'));
  await setLang('ur');
  await flushPromises();
  expect(part.text()).toContain('جمع اور محفوظ');
  await setLang('en');
});

it('says of a wallet only what it asks for, and nothing of a card', () => {
  const choice = { rail: 'jazzcash', flow: 'wallet' as const, phone: '03001234567', identity_tail: '123456', operator: '' }; // prettier-ignore
  expect(fundBody(payByCard())).toEqual({ rail: 'stripe', flow: 'page' });
  expect(fundBody(choice)).toEqual({ rail: 'jazzcash', flow: 'wallet', phone: '03001234567', identity_tail: '123456' });
  expect(fundBody({ ...choice, flow: 'page' })).toEqual({ rail: 'jazzcash', flow: 'page' });
});

it('offers the wallets of the currency, and asks for the number where one is needed', async () => {
  const wallet = { rail: 'jazzcash', flows: ['wallet', 'page'], needs_operator: false, needs_identity: true, phone_pattern: '', is_test: false }; // prettier-ignore
  answer({ 'GET /v1/milestones/mil_1/payment-methods': { items: [wallet] } });
  const part = mount(PayMethods, {
    props: { milestone: 'mil_1', errors: { phone: 'Fill this in' }, modelValue: payByCard(), 'onUpdate:modelValue': (modelValue) => part.setProps({ modelValue }) },
    global,
  }); // prettier-ignore
  await vi.waitFor(() => expect(part.findAll('input[type=radio]')).toHaveLength(2));
  expect(part.find('input[type=tel]').exists()).toBe(false);
  await part.findAll('input[type=radio]')[1]?.trigger('change');
  expect(part.get('input[type=tel]').attributes('aria-invalid')).toBe('true');
  expect(part.text()).toContain('Fill this in');
});

it('lets an operator thaw what only a person may', async () => {
  const frozen = { ...payment, is_frozen: true, frozen_by: ['review'] };
  await router.push('/admin/payments/mil_1');
  const sent = answer({
    'GET /v1/payments/mil_1/timeline': { payment: frozen, steps: [] },
    'GET /v1/profiles/acc_c': { items: [{ display_name: 'Clara Client' }] },
  });
  const page = mount(PaymentPage, { global, attachTo: document.body });
  await vi.waitFor(() => page.get('.btn-primary'));
  await vi.waitFor(() => expect(page.text()).toMatch(/Clara Client\s*acc_c/));
  await page.get('.btn-primary').trigger('click');
  await vi.waitFor(() => expect(dialog()?.querySelector('.btn-danger')).toBeTruthy());
  dialog()?.querySelector<HTMLElement>('.btn-danger')?.click();
  await vi.waitFor(() => expect(sent.map((one) => new URL(one.url).pathname)).toContain('/v1/payments/mil_1/thaw'));
  const asked = sent.map((one) => new URL(one.url).pathname).filter((path) => path.startsWith('/v1/profiles/'));
  expect(new Set(asked), 'a contract has no name to ask for').toEqual(new Set(['/v1/profiles/acc_c', '/v1/profiles/acc_e'])); // prettier-ignore
  await vi.waitFor(() => expect(dialog()).toBeNull());
});
