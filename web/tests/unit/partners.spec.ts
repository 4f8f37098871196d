// Webhook endpoints and commission rules, as those who look after them meet them.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import CommissionChangePage from '@/features/billing/pages/CommissionChangePage.vue';
import { parsePercent, percent, scopesOf, type Rule } from '@/features/billing/commission';
import { EVENTS, grouped, pretty, reasonOf, type Endpoint } from '@/features/partners/model';
import WebhookPage from '@/features/partners/pages/WebhookPage.vue';
import EventChoice from '@/features/partners/parts/EventChoice.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const nowhere = { scope: { contract_id: null, expert_id: null, client_id: null, relation: null, category: null, country: null, plan: null, currency: null } }; // prettier-ignore
const rule: Rule = {
  rule_id: 'rul_1', version: 2, name: 'Commission of experts', side: 'expert', kind: 'percent', ...nowhere,
  basis_points: 750, fixed_minor: 0, tiers: [], volume: null, minimum_minor: null, maximum_minor: null,
  valid_from: '2026-03-01T00:00:00Z', valid_to: null, priority: 0,
}; // prettier-ignore
const change = {
  change_id: 'chg_1', rule, reason: 'Long relations should cost less.', state: 'proposed', proposed_by: 'acc_2',
  proposed_at: '2026-02-20T10:00:00Z', decided_by: null, decided_at: null, note: null, may_decide: true,
}; // prettier-ignore
const quote = {
  currency: 'EUR',
  client: { price_minor: 100_000, lines: [], tax: null, total_minor: 100_000 },
  expert: { gross_minor: 100_000, lines: [{ kind: 'commission', amount_minor: 7_500, basis_points: 750, rule_id: 'r', rule_version: 1 }], tax: null, withholding: null, net_minor: 92_500 },
}; // prettier-ignore
const endpoint: Endpoint = {
  endpoint_id: 'whe_1', partner_id: 'cli_1', account_id: null, url: 'https://hooks.example/in', events: ['payment.held'],
  description: 'Into the books', is_enabled: false, disabled_because: 'it only failed for days',
  created_at: '2026-02-01T00:00:00Z', version: 4,
}; // prettier-ignore
const nothing = { component: { render: () => null } };
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/x/:id', ...nothing }, { path: '/:rest(.*)*', ...nothing }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
beforeAll(async () => {
  await need('commission', 'partners', 'problems');
  await router.push('/x/1');
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  document.body.innerHTML = '';
});

it('groups events by what they are about', () => {
  expect(grouped(['work.delivered', 'payment.held', 'work.approved'])).toEqual([
    ['work', ['work.delivered', 'work.approved']],
    ['payment', ['payment.held']],
  ]);
});

it('keeps a reason that it does not know for the reader, and a body that is no JSON', () => {
  expect([reasonOf('the receiver answered 410 Gone'), reasonOf('a new one'), reasonOf(null)]).toEqual([
    'off.gone',
    undefined,
    undefined,
  ]);
  expect([pretty('{"a":1}'), pretty('<p>')]).toEqual(['{\n  "a": 1\n}', '<p>']);
});

it('ticks all events of a noun at once, and none again', async () => {
  const chosen = ref<string[]>(['payment.held']);
  const choice = mount(EventChoice, {
    props: { modelValue: chosen.value, 'onUpdate:modelValue': (given: string[]) => choice.setProps({ modelValue: given }) },
  }); // prettier-ignore
  const contracts = choice.get('input[aria-label="All events of project"]');

  await contracts.trigger('change');
  expect(choice.props('modelValue')).toEqual(['payment.held', 'project.posted']);
  await contracts.trigger('change');
  expect(choice.props('modelValue')).toEqual(['payment.held']);
  expect(choice.findAll('label bdi').length).toBe(EVENTS.length + grouped(EVENTS).length);
});

it('says why an endpoint is off and switches it on with what it was', async () => {
  const sent = answer({
    'GET /v1/webhook-endpoints/1': endpoint,
    'GET /v1/webhook-endpoints/1/deliveries': { items: [], next_cursor: null },
    'PUT /v1/webhook-endpoints/1': { ...endpoint, is_enabled: true },
  });
  const page = mount(WebhookPage, { global });
  await vi.waitFor(() => page.get('[role=status] .btn-primary'));
  expect(page.text()).toContain('for days every delivery failed');

  await page.get('[role=status] .btn-primary').trigger('click');
  await flushPromises();

  const put = sent.find((one) => one.method === 'PUT');
  expect(await put?.json()).toEqual({
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    is_enabled: true,
  });
  expect(put?.headers.get('if-match')).toBe('"4"');
});

it.each([
  ['7.5', 750],
  ['10', 1_000],
  ['0,25', 25],
  ['1.234', undefined],
  ['', undefined],
])('reads %j percent as hundredths of one', (typed, basisPoints) => {
  expect(parsePercent(typed)).toBe(basisPoints);
});

it('names what a rule is narrowed to', () => {
  expect([percent(750), scopesOf(rule)]).toEqual(['7.5%', []]);
  expect(scopesOf({ ...rule, scope: { ...rule.scope, country: 'FR' } })).toEqual([{ name: 'country', value: 'FR' }]);
});

it('offers a decision only to whom the server would let decide', async () => {
  answer({ 'GET /v1/commission-changes/1': { ...change, may_decide: false }, 'GET /v1/commission-changes/chg_1/preview': { before: quote, after: quote } }); // prettier-ignore
  const page = mount(CommissionChangePage, { global });
  await vi.waitFor(() => expect(page.text()).toContain(change.reason));
  expect(page.find('button.btn-primary').exists()).toBe(false);
});

it('approves a proposal of somebody else in the version that was read, and tells a refusal in place', async () => {
  const sent = answer({
    'GET /v1/commission-changes/1': change,
    'GET /v1/commission-changes/chg_1/preview': { before: quote, after: quote },
    'POST /v1/commission-changes/1/approve': () => [
      403,
      { type: 'https://guildhall.example/problems/forbidden', title: '', status: 403, detail: '' },
    ],
  });
  const page = mount(CommissionChangePage, { global, attachTo: document.body });
  await vi.waitFor(() => page.get('button.btn-primary'));

  await page.get('button.btn-primary').trigger('click');
  const dialog = () => document.querySelector('[role=dialog]');
  await vi.waitFor(() => expect(dialog()).not.toBeNull());
  dialog()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));

  await vi.waitFor(() => expect(dialog()?.textContent).toContain('This is not allowed for your account'));
  expect(sent.find((one) => one.method === 'POST')?.headers.get('if-match')).toBe('"3"');
});
