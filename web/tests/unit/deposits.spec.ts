// A deposit as its guest meets it: what the terms say, and the card of the deployment's payment port.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { checkoutOf, type Deposit } from '@/features/bookings/model';
import DepositFacts from '@/features/bookings/parts/DepositFacts.vue';
import DepositPay from '@/features/bookings/parts/DepositPay.vue';
import Terms from '@/features/bookings/parts/Terms.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const asked: Deposit = {
  currency: 'EUR', amount_minor: 6_000, secured_minor: 0, missing_minor: 6_000, pay_by: '2026-03-02T12:15:00Z',
  local_pay_by: '2026-03-02T13:15', client_secret: 'pi_1_secret_2', publishable_key: 'pk_test', kept_now_minor: 0,
  no_show_kept_minor: 6_000, kept_minor: null,
  cancellation: [
    { until: '2026-03-01T19:00:00Z', local_until: '2026-03-01T20:00', kept_minor: 0 },
    { until: '2026-03-05T15:00:00Z', local_until: '2026-03-05T16:00', kept_minor: 3_000 },
    { until: null, local_until: null, kept_minor: 6_000 },
  ],
}; // prettier-ignore

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: { render: () => null } }] }); // prettier-ignore
const pay = (deposit: Deposit) =>
  mount(DepositPay, { props: { deposit }, global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
/** What is fetched first may take seconds on a busy machine. */
const appears = (shown: ReturnType<typeof pay>, what: string) => vi.waitFor(() => shown.get(what));
const answer = (status: number, body: object) => Promise.resolve(new Response(JSON.stringify(body), { status }));

beforeAll(async () => {
  await need('booking', 'checkout', 'problems');
  await router.push('/');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('names what cancelling costs from now on, in amounts, and what not coming costs', () => {
  vi.useFakeTimers({ now: NOW });

  const lines = mount(Terms, { props: { deposit: asked, timeZone: 'Europe/Paris' } }).findAll('li');

  expect(lines.map((line) => line.text())).toEqual([
    'Until Thursday 5 March at 16:00: €30 is kept.',
    'After that: €60 is kept.',
    'If nobody comes: €60 is kept.',
  ]);
});

it('promises a free table where no deposit is taken', () => {
  const shown = mount(Terms, { props: { deposit: null, timeZone: 'Europe/Paris' } });

  expect(shown.text()).toContain('You can cancel free of charge');
});

it('pays only with what the provider has opened, and nothing twice', () => {
  expect(checkoutOf(asked)).toEqual({ client_secret: 'pi_1_secret_2', publishable_key: 'pk_test' });
  expect(checkoutOf({ ...asked, client_secret: null })).toBeUndefined();
  expect(checkoutOf({ ...asked, missing_minor: 0 })).toBeUndefined();
});

it('tells what the restaurant keeps and that the rest goes back', () => {
  const kept = { ...asked, secured_minor: 0, missing_minor: 0, pay_by: null, kept_minor: 3_000 };

  const shown = mount(DepositFacts, { props: { deposit: kept } }).text();

  expect(shown).toContain('The restaurant keeps€30');
  expect(shown).toContain('goes back to your card');
});

it('says what the bank said of a declined card, and takes another one', async () => {
  vi.setSystemTime(NOW);
  const sent: string[] = [];
  let refusals = 1;
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    if (url === '/config.json') return answer(200, { payments: 'local', websocket_url: '', release: '1' });
    sent.push(String(init?.body));
    return refusals-- > 0 ? answer(402, { error: { message: 'Your card was declined.' } }) : answer(200, { status: 'succeeded' }); // prettier-ignore
  });
  const shown = pay(asked);
  await appears(shown, 'input[value=decline]');

  await shown.get('input[value=decline]').setValue();
  await shown.get('form').trigger('submit');
  await appears(shown, 'form [role=alert]');
  const refused = shown.get('form [role=alert]').text();
  await shown.get('input[value=success]').setValue();
  await shown.get('form').trigger('submit');
  await flushPromises();

  expect(refused).toContain('Your card was declined.');
  expect(sent.map((body) => new URLSearchParams(body).get('payment_method'))).toEqual([
    'pm_card_chargeDeclined',
    'pm_card_visa',
  ]);
  expect(shown.get('form button').text()).toBe('Waiting for the bank');
  shown.unmount();
});

it('offers no card once the time to pay is over', async () => {
  vi.setSystemTime(NOW + 16 * 60_000);
  const shown = pay(asked);
  await nextTick();

  expect(shown.get('[role=alert]').text()).toContain('The time to pay is over');
  expect(shown.find('form').exists()).toBe(false);
  shown.unmount();
});
