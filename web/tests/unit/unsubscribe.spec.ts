// The page behind the link of a letter: it says what it stops, and stops nothing before somebody says so.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import UnsubscribePage from '@/features/notifications/pages/UnsubscribePage.vue';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const PATH = '/v1/notifications/unsubscribe';
const invoices = { type: 'invoice_issued', label: 'Invoices' };
const forged = {
  type: 'https://x/problems/notifications/unsubscribe-link-invalid',
  title: '',
  status: 422,
  detail: '',
};
const busy = { type: 'https://x/problems/stale-version', title: '', status: 409, detail: '' };

beforeAll(() => need('unsubscribe', 'problems', 'refusals', 'shell'));
enableAutoUnmount(afterEach);
afterEach(async () => {
  vi.unstubAllGlobals();
  queryClient.clear();
  await setLang('en');
});

async function opened(address: string) {
  const routes = [{ path: '/:rest(.*)*', component: { render: () => null } }];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(address);
  const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
  return mount(UnsubscribePage, { global, attachTo: document.body });
}

it('says what it stops, and stops it on a click', async () => {
  const sent = answer({ [`GET ${PATH}`]: invoices, [`POST ${PATH}`]: { type: 'invoice_issued' } });
  const page = await opened('/unsubscribe?token=a%2Bb');
  expect(page.find('button').exists()).toBe(false);
  await vi.waitFor(() => expect(page.text()).toContain('“Invoices”'));
  expect(sent.map((one) => one.method)).toEqual(['GET']);

  await page.get('button').trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('No more e-mails about “Invoices”'));
  expect(sent.map((one) => one.method)).toEqual(['GET', 'POST']);
  expect(new URL(sent[1]?.url ?? '').searchParams.get('token')).toBe('a+b');
  expect(page.find('button').exists()).toBe(false);
  expect(document.activeElement?.tagName).toBe('H2');
  expect(page.get('a').attributes('href')).toBe('/settings/notifications');
});

it('asks for the name of the letters in the language of the page', async () => {
  await setLang('ur');
  await need('unsubscribe');
  const sent = answer({ [`GET ${PATH}`]: { ...invoices, label: 'انوائس' } });
  const page = await opened('/unsubscribe?token=t');

  await vi.waitFor(() => expect(page.text()).toContain('انوائس'));
  expect(sent[0]?.headers.get('accept-language')).toBe('ur');
});

it('says of a forged or cut link that it stops nothing, and offers no button', async () => {
  const sent = answer({ [`GET ${PATH}`]: () => [422, forged] });
  const page = await opened('/unsubscribe?token=forged');
  await vi.waitFor(() => expect(page.text()).toContain('This link does not stop anything'));
  expect(page.find('button').exists()).toBe(false);

  const cut = await opened('/unsubscribe');
  expect(cut.text()).toContain('This link is not whole');
  expect(cut.find('button').exists()).toBe(false);
  expect(sent.map((one) => one.method)).toEqual(['GET']);
});

it('says when it could not be done, and can be done again', async () => {
  let isBusy = true;
  answer({
    [`GET ${PATH}`]: invoices,
    [`POST ${PATH}`]: () => (isBusy ? [409, busy] : [200, { type: 'invoice_issued' }]),
  });
  const page = await opened('/unsubscribe?token=t');
  await vi.waitFor(() => expect(page.find('button').exists()).toBe(true));

  await page.get('button').trigger('click');
  await vi.waitFor(() => expect(page.find('[role=alert]').exists()).toBe(true));
  expect(page.text()).not.toContain('No more');

  isBusy = false;
  await page.get('button').trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('No more e-mails'));
  expect(page.find('[role=alert]').exists()).toBe(false);
});
