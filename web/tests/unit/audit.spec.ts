// The audit log as an administrator reads it: who did what, when, and what it changed; of all, or of one thing.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import AuditPage from '@/features/administration/pages/AuditPage.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const KEY = 'CONTRACT#ctr_1';
const entry = (id: string, action: string) => ({
  id, action, occurred_at: '2026-03-02T12:00:00Z', actor: `acc_${id}`, correlation_id: `req_${id}`, causation_id: `req_${id}`,
  changes: [{ entity: KEY, before: { state: 'draft' }, after: { state: 'signed' } }],
}); // prettier-ignore
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
const asked = (sent: Request[]) => sent.map((one) => new URL(one.url).searchParams);

async function shown(path: string, list: (query: URLSearchParams) => object) {
  const sent = answer({ 'GET /v1/audit-log': (one) => [200, list(new URL(one.url).searchParams)] });
  await router.push(path);
  const page = mount(AuditPage, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  return { sent, page };
}
const one = (...items: object[]) => ({ items, next_cursor: null });

beforeAll(() => need('administration', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('[ADM-05] tells who did what and when, and shows what it changed', async () => {
  const { page } = await shown('/admin/audit', () => one(entry('b', 'contracts.sign'), entry('a', 'contracts.draft')));
  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(2));

  const [newest] = page.findAll('li');
  expect(newest?.text()).toContain('contracts.sign');
  expect(newest?.text()).toContain('acc_b');
  expect(newest?.text()).toContain('req_b');
  expect(newest?.find('time').attributes('datetime')).toBe('2026-03-02T12:00:00Z');

  // Thirty entries may be long: what one changed is drawn when somebody opens it.
  expect(page.findAll('pre')).toHaveLength(0);
  const details = newest?.find('details');
  (details?.element as HTMLDetailsElement).open = true;
  await details?.trigger('toggle');
  expect(JSON.parse(newest?.find('pre').text() ?? '')).toEqual(entry('b', '').changes);
  expect(page.findAll('pre')).toHaveLength(1);
});

it('[ADM-05] looks through the log of one thing, which the address names, and back', async () => {
  const { sent, page } = await shown('/admin/audit', (query) => (query.get('entity') === KEY ? one(entry('a', 'contracts.sign')) : one(entry('b', 'x.y'), entry('a', 'contracts.sign')))); // prettier-ignore
  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(2));

  await page.find('input').setValue(` ${KEY} `);
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(1));
  expect(router.currentRoute.value.query).toEqual({ entity: KEY });
  expect(asked(sent).at(-1)?.get('entity')).toBe(KEY);

  await router.push('/admin/audit');
  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(2));
  expect(page.find('input').element.value).toBe('');
});

it('[ADM-05] leads on through older entries, and from a thing of which there are none', async () => {
  const { page } = await shown('/admin/audit', (query) => (query.get('cursor') ? one(entry('a', 'older.one')) : { items: Array.from({ length: 10 }, (_, n) => entry(`n${String(n)}`, 'newer.one')), next_cursor: 'c1' })); // prettier-ignore
  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(10));
  await page
    .findAll('button')
    .find((each) => each.text() === 'Show more')
    ?.trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('older.one'));
  page.unmount();

  const none = await shown('/admin/audit?entity=NOBODY', () => one());
  await vi.waitFor(() => expect(none.page.text()).toContain('No entry'));
  expect(none.page.find('a').attributes('href')).toBe('/admin/audit');
});
