// A subscription as its owner meets it: how it stands, and what is missing before a plan can be had.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import PlanChoice from '@/features/billing/parts/PlanChoice.vue';
import SubscriptionState from '@/features/billing/parts/SubscriptionState.vue';
import { isPassing, standingOf, useSubscription, type Subscription } from '@/features/billing/subscription';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const plan = {
  plan_id: 'pln_1', version: 1, name: 'Atelier', price_minor: 1_200, currency: 'EUR', interval: 'month' as const,
  trial_days: 14, is_offered: true, valid_from: '2026-01-01T00:00:00Z',
}; // prettier-ignore
const running: Subscription = {
  account_id: 'acc_1', state: 'active', plan_id: 'pln_1', plan_version: 1, plan, wanted_plan_id: 'pln_1',
  is_waiting: false, is_ending: false, period_end: '2026-04-01T00:00:00Z', trial_ends_at: null, grace_until: null,
  failure: null, client_secret: null, publishable_key: null,
}; // prettier-ignore
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
const plugins = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const shown = (given: Partial<Subscription>) =>
  mount(SubscriptionState, { props: { subscription: { ...running, ...given, etag: '"4"' } }, global: plugins });

beforeAll(async () => {
  await need('subscription', 'problems');
  await router.push('/');
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  document.body.innerHTML = '';
});

it.each([
  [null, 'none'],
  [{ ...running, state: 'requested' as const }, 'preparing'],
  [{ ...running, state: 'incomplete' as const }, 'unpaid'],
  [{ ...running, state: 'trialing' as const }, 'trial'],
  [running, 'running'],
  [{ ...running, is_ending: true }, 'ending'],
  [{ ...running, state: 'past_due' as const, grace_until: '2026-03-03T00:00:00Z' }, 'grace'],
  [{ ...running, state: 'past_due' as const, grace_until: '2026-03-02T11:59:59Z' }, 'lapsed'],
  [{ ...running, state: 'ended' as const }, 'over'],
])('tells where a subscription stands: %#', (given, standing) => {
  expect(standingOf(given, NOW)).toBe(standing);
});

it.each([
  [{ ...running, state: null, plan_id: null, plan: null, wanted_plan_id: null }, null],
  [running, '"3"'],
])('takes an answer without a state for no subscription: %#', async (told, etag) => {
  answer({ 'GET /v1/subscription': told });
  let query: ReturnType<typeof useSubscription> | undefined;
  const page = mount({ setup: () => void (query = useSubscription()), render: () => null }, { global: plugins });

  await vi.waitFor(() => expect(query?.isSuccess.value).toBe(true));
  expect(query?.data.value?.etag ?? null).toBe(etag);
  page.unmount();
});

it('asks again soon while the provider has something to say', () => {
  expect([running, { ...running, is_waiting: true }, { ...running, state: 'incomplete' as const }].map(isPassing)).toEqual([
    false,
    true,
    true,
  ]); // prettier-ignore
});

it('says until when it is paid, and can be ended', () => {
  const words = shown({}).text();

  expect(words).toContain('Paid until 1 Apr 2026');
  expect(words).toContain('End the subscription');
});

it('offers to pay what failed with the present card, also after the grace', () => {
  const words = shown({ state: 'past_due', failure: 'card_refused', grace_until: '2026-01-01T00:00:00Z' }).text();

  expect(words).toContain('the grace is over');
  expect(words).toContain('Pay with the present card');
});

it('lets one that ends go on', async () => {
  const sent = vi.fn<(asked: Request) => Promise<Response>>(() =>
    Promise.resolve(new Response(JSON.stringify(running), { status: 202, headers: { etag: '"5"' } })),
  );
  vi.stubGlobal('fetch', sent);
  const state = shown({ is_ending: true });

  await state.get('button.btn-primary').trigger('click');
  await flushPromises();

  expect(sent.mock.calls[0]?.[0].url).toContain('/v1/subscription/resume');
  expect(sent.mock.calls[0]?.[0].headers.get('if-match')).toBe('"4"');
  expect(state.emitted('changed')).toHaveLength(1);
});

it('leads whoever has no card to the cards', async () => {
  const problem = {
    type: 'https://guildhall.example/problems/billing/card-needed',
    title: '',
    status: 409,
    detail: '',
  };
  vi.stubGlobal('fetch', (asked: Request) =>
    Promise.resolve(
      asked.method === 'POST'
        ? new Response(JSON.stringify(problem), { status: 409 })
        : new Response(JSON.stringify({ items: [plan] })),
    ),
  );
  const choice = mount(PlanChoice, { props: { subscription: null }, global: plugins, attachTo: document.body });
  await vi.waitFor(() => choice.get('li button'));
  expect(choice.text()).toContain('The first 14 days are free');

  await choice.get('li button').trigger('click');
  const dialog = () => document.querySelector('[role=dialog]');
  await vi.waitFor(() => expect(dialog()).not.toBeNull());
  dialog()?.querySelector<HTMLButtonElement>('.btn-primary')?.click();

  await vi.waitFor(() => expect(dialog()?.querySelector('a')?.getAttribute('href')).toBe('/account/cards'));
});
