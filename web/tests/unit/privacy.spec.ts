// A copy of one's data: asked for, followed, downloaded, and asked for again when its day has come.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import PrivacyPage from '@/features/privacy/pages/PrivacyPage.vue';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const copy: Schemas['DataCopyOut'] = {
  copy_id: 'cpy_1', state: 'building', asked_at: inDays(0), again_at: inDays(1), kept_until: null, found: 4,
  conversations: 1, messages: 30, files: 2, parts: [],
}; // prettier-ignore
const part = { number: 1, size_bytes: 2_400_000, sha256: 'ab12', url: null };
const ready: Schemas['DataCopyOut'] = { ...copy, state: 'ready', conversations: 4, kept_until: inDays(7), parts: [part, { ...part, number: 2, sha256: 'cd34' }] }; // prettier-ignore

beforeAll(() => need('identity', 'privacy', 'problems', 'refusals', 'shell'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

const named = (page: ReturnType<typeof mount>, name: string) =>
  page.findAll('main, button').find((one) => one.text().startsWith(name));

it('[TST-04] asks for a copy once, and says how far it is', async () => {
  let items: object[] = [];
  const sent = answer({
    'GET /v1/data-copies': () => [200, { items }],
    'POST /v1/data-copies': () => {
      items = [copy];
      return [202, copy];
    },
  });
  const page = mount(PrivacyPage, { global });
  await vi.waitFor(() => expect(named(page, 'Ask for a copy')).toBeDefined());

  await named(page, 'Ask for a copy')?.trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('1 of 4 conversations, 30 messages so far'));
  expect(page.get('[style]').attributes('style')).toContain('25%');
  expect(named(page, 'Ask for')).toBeUndefined();
  const posts = sent.filter((one) => one.method === 'POST');
  expect(posts).toHaveLength(1);
  expect(posts[0]?.headers.get('idempotency-key')).toBeTruthy();
});

it('lets a person set going again what may stand still, and waits then', async () => {
  const asked_at = new Date(Date.now() - 16 * 60_000).toISOString();
  const sent = answer({
    'GET /v1/data-copies': { items: [{ ...copy, asked_at }] },
    'POST /v1/data-copies': () => [202, { ...copy, asked_at }],
  });
  const page = mount(PrivacyPage, { global });
  await vi.waitFor(() => expect(page.text()).toContain('This takes longer than usual'));

  await named(page, 'Set the copy going again')?.trigger('click');
  await vi.waitFor(() => expect(page.text()).not.toContain('longer than usual'));
  expect(sent.filter((one) => one.method === 'POST')).toHaveLength(1);
  expect(named(page, 'Set')).toBeUndefined();
  expect(page.text()).toContain('1 of 4 conversations');
});

it('gets a fresh address for each download, and says until when there is one', async () => {
  const assign = vi.fn();
  vi.stubGlobal('location', { ...location, assign });
  answer({
    'GET /v1/data-copies': { items: [ready] },
    'GET /v1/data-copies/cpy_1': { ...ready, parts: ready.parts.map((one) => ({ ...one, url: `https://files.example/${String(one.number)}` })) },
  }); // prettier-ignore
  const page = mount(PrivacyPage, { global });
  await vi.waitFor(() => expect(page.text()).toContain('4 conversations, 30 messages, 2 files'));
  expect(page.text()).toContain('Then it is deleted');
  expect(page.text()).toContain('cd34');
  expect(page.text()).toContain('You can ask for another one from');
  expect(named(page, 'Ask')).toBeUndefined();

  await named(page, 'Download part 2 of 2')?.trigger('click');
  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith('https://files.example/2'));
});

it('lets a person ask again a day later, and says what went wrong', async () => {
  answer({
    'GET /v1/data-copies': { items: [{ ...ready, again_at: inDays(-1) }] },
    'POST /v1/data-copies': () => [429, { type: 'https://x/problems/too-many-requests', title: 'Too many', status: 429 }],
  }); // prettier-ignore
  const page = mount(PrivacyPage, { global });
  await vi.waitFor(() => expect(named(page, 'Ask for a new copy')).toBeDefined());

  await named(page, 'Ask for a new copy')?.trigger('click');
  await vi.waitFor(() => expect(page.find('[role=alert]').exists()).toBe(true));
});
