// A page that is about one thing: named, and with a way on, also where that thing cannot be had.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import InvoicePage from '@/features/billing/pages/InvoicePage.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('has its name, what went wrong, and ways back and on', async () => {
  await need('billing', 'papers', 'problems');
  const sent = answer({ 'GET /v1/documents/doc_1': () => [404, { type: '/problems/billing/document-unknown', title: '' }] }); // prettier-ignore
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] }); // prettier-ignore
  router.addRoute({ path: '/invoices/:id', component: InvoicePage });
  await router.push('/invoices/doc_1');
  const page = mount(InvoicePage, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] as never } });
  expect(page.find('h1').exists()).toBe(false);

  await vi.waitFor(() => expect(page.find('[role=alert]').exists()).toBe(true));

  expect(page.get('h1').text()).toBe('Invoice');
  expect(page.find('a[href="/invoices"]').exists()).toBe(true);
  await page.get('[role=alert] button').trigger('click');
  await vi.waitFor(() => expect(sent).toHaveLength(2));
});
