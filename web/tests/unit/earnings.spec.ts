// What an expert has not opened or said yet is an empty answer; what is stored and not shown here is not lost.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import PayoutAccount from '@/features/billing/parts/PayoutAccount.vue';
import TaxProfile from '@/features/billing/parts/TaxProfile.vue';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const global = { plugins: [[VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const PATH = '/v1/tax-profiles/acc_1';
const said: Schemas['TaxProfileOut'] = {
  account_id: 'acc_1', legal_name: 'Sana Iqbal', street: '1 Mall Road', city: 'Lahore', postcode: '54000', country: 'PK',
  province: 'PB', is_business: true, registration: 'small_business', vat_id: null, legal_id: null, bank_country: 'PK',
  is_listed_taxpayer: true, exporter_number: 'PSEB-1', allows_self_billing: true, self_billing_since: null,
  vat_check: null, vat_proof: null, updated_at: '2026-03-02T12:00:00Z',
}; // prettier-ignore

beforeAll(() => need('billing', 'shell', 'problems'));
beforeEach(() => {
  useSession().account = { account_id: 'acc_1', email: 'sana@mail.example', roles: [] } as never;
});
enableAutoUnmount(afterEach);
afterEach(() => {
  useSession().account = undefined;
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('offers to open the payout account that the answer says is not there', async () => {
  answer({ 'GET /v1/payout-account': { expert_id: 'acc_1', country: null, is_payable: false, onboarding_url: null, onboarding_expires_at: null, failure: null, missing: [], bank_failure: null } }); // prettier-ignore
  const page = mount(PayoutAccount, { global });

  await vi.waitFor(() => expect(page.find('form').exists()).toBe(true));
});

it('writes the first tax profile over the empty one', async () => {
  const empty = { ...said, legal_name: '', street: '', city: '', postcode: '', country: null, is_business: null, registration: null, updated_at: null }; // prettier-ignore
  const sent = answer({ [`GET ${PATH}`]: empty, [`PUT ${PATH}`]: said });
  const page = mount(TaxProfile, { global });
  await flushPromises();
  const [name, street] = page.findAll('input');
  await name?.setValue('Sana Iqbal');
  await street?.setValue('1 Mall Road');
  await page.get('input[autocomplete="address-level2"]').setValue('Lahore');

  await page.get('form').trigger('submit');
  await vi.waitFor(() => expect(sent).toHaveLength(2));

  expect(sent[1]?.headers.get('if-match')).toBe('"3"');
  expect(await sent[1]?.json()).toMatchObject({ country: 'FR', registration: 'small_business', is_business: true });
});

it('lets nothing be typed before it knows what is said already, also after a failure', async () => {
  let [status, sent] = [503, 0];
  answer({ [`GET ${PATH}`]: () => (sent++, [status, status === 200 ? said : {}]) });
  const page = mount(TaxProfile, { global });
  expect(page.find('form').exists()).toBe(false);
  expect(page.find('[role="status"]').exists()).toBe(true);
  await vi.waitFor(() => expect(page.find('[role="alert"]').exists()).toBe(true));

  status = 200;
  await page.get('[role="alert"] button').trigger('click');
  expect(page.find('form').exists()).toBe(false);
  await vi.waitFor(() => expect(page.find('form').exists()).toBe(true));

  expect(sent).toBe(2);
  expect(page.find<HTMLInputElement>('input[autocomplete="street-address"]').element.value).toBe('1 Mall Road');
});

it('sends back what the tax profile says and the form does not show to who is no expert', async () => {
  const sent = answer({ [`GET ${PATH}`]: said, [`PUT ${PATH}`]: said });
  const page = mount(TaxProfile, { global });
  await flushPromises();
  await page.get('input[autocomplete="street-address"]').setValue('2 Mall Road');

  await page.get('form').trigger('submit');
  await vi.waitFor(() => expect(sent).toHaveLength(2));

  expect(await sent[1]?.json()).toMatchObject({
    street: '2 Mall Road', bank_country: 'PK', is_listed_taxpayer: true, exporter_number: 'PSEB-1', allows_self_billing: true,
  }); // prettier-ignore
});

it('asks an expert whether tax is to be held back, and who writes their invoices', async () => {
  useSession().account = { account_id: 'acc_1', email: 'sana@mail.example', roles: ['expert'] } as never;
  const sent = answer({ [`GET ${PATH}`]: { ...said, is_listed_taxpayer: null, allows_self_billing: false }, [`PUT ${PATH}`]: said }); // prettier-ignore
  const page = mount(TaxProfile, { global });
  await flushPromises();
  const listed = page.findAll('select').find((one) => one.find('option[value="no"]').exists());
  await listed?.setValue('no');
  await page.findAll('input[type="checkbox"]').at(-1)?.setValue(true);

  await page.get('form').trigger('submit');
  await vi.waitFor(() => expect(sent).toHaveLength(2));

  expect(await sent[1]?.json()).toMatchObject({ is_listed_taxpayer: false, allows_self_billing: true });
});
