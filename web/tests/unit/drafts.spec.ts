// Pages of drafts: one project however often its creation is tried, and words for what cannot be handed in yet.
import { onlineManager, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import '@/lib/api/worded';
import FilingPage from '@/features/disputes/pages/FilingPage.vue';
import ProjectEditPage from '@/features/projects/pages/ProjectEditPage.vue';
import ProjectNewPage from '@/features/projects/pages/ProjectNewPage.vue';
import ProposalEditPage from '@/features/projects/pages/ProposalEditPage.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';

/** The projects of a server that carries each request out once by its key, as guildhall.platform.idempotency does. */
function aServer() {
  const server = { log: [] as string[], projects: [] as string[], fates: [] as ('lost' | 'answer lost' | 422)[] };
  const seen = new Map<string, string>();
  const told = (status: number, type: string) =>
    Response.json({ type: `/problems/${type}`, title: type, status, detail: '', errors: [] }, { status });
  vi.stubGlobal('fetch', async (asked: Request) => {
    const text = await asked.text();
    const { title } = JSON.parse(text || '{}') as { title?: string };
    const fate = server.fates.shift();
    server.log.push(`${asked.method} ${String(title)}`);
    if (fate === 'lost') throw new TypeError('Failed to fetch');
    if (fate === 422) return told(422, 'invalid');
    const made = (status: number) => Response.json({ project_id: `prj_${String(server.projects.length)}`, version: server.log.length }, { status }); // prettier-ignore
    const key = asked.headers.get('Idempotency-Key') ?? '';
    if (asked.method === 'POST' && seen.has(key)) return seen.get(key) === text ? made(201) : told(422, 'idempotency/key-reused'); // prettier-ignore
    if (asked.method === 'POST') {
      seen.set(key, text);
      server.projects.push(title ?? '');
    } else server.projects[server.projects.length - 1] = title ?? '';
    if (fate === 'answer lost') throw new TypeError('Failed to fetch');
    return made(asked.method === 'POST' ? 201 : 200);
  });
  return server;
}

let pages: { unmount: () => void }[] = [];
async function open(page: Component, address: string, path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path, component: page }, { path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  await router.push(address);
  const made = mount(page, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  pages.push(made);
  await flushPromises();
  return made;
}
const openNew = (at = 'what') => open(ProjectNewPage, `/projects/new/${at}`, '/projects/new/:step');
async function pass(seconds: number) {
  for (let tenths = 0; tenths < seconds * 10; tenths += 1) {
    await vi.advanceTimersByTimeAsync(100);
    await flushPromises();
  }
}
const standing = (page: Awaited<ReturnType<typeof open>>) => page.find('[data-save]').attributes('data-save');

beforeEach(async () => {
  await need('projects', 'disputes', 'drafts', 'refusals');
  useSession().account = { account_id: 'acc_me', roles: ['client'] } as never;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  for (const page of pages) page.unmount();
  pages = [];
  await flushPromises(); // a page that is left keeps what it has not saved
  onlineManager.setOnline(true);
  vi.useRealTimers();
  localStorage.clear();
  queryClient.clear();
});

it('makes one project where the answer of the first try was lost and its title went on', async () => {
  const server = aServer();
  server.fates = ['answer lost'];
  const page = await openNew();

  await page.find('input').setValue('Shop');
  await pass(1.5);
  await page.find('input').setValue('Shop two');
  await pass(8);

  expect(server.projects).toEqual(['Shop two']);
  expect(server.log).toEqual(['POST Shop', 'POST Shop', 'PUT Shop two']);
  expect(standing(page)).toBe('saved');
});

it('makes one project where the page was closed before the answer of the first try', async () => {
  const server = aServer();
  server.fates = ['answer lost', 'lost', 'lost', 'lost'];
  const first = await openNew();
  await first.find('input').setValue('Shop');
  await pass(1.5);
  first.unmount();
  await pass(0.5);
  vi.clearAllTimers();
  server.fates = [];

  const page = await openNew();
  await page.find('input').setValue('Shop two');
  await pass(3);

  expect(server.projects).toEqual(['Shop two']);
  expect(standing(page)).toBe('saved');
  expect(localStorage).toHaveLength(0);
});

it('makes the project with what was corrected after a refusal', async () => {
  const server = aServer();
  server.fates = [422];
  const page = await openNew();
  await page.find('input').setValue('Sh');
  await pass(1.5);
  expect(standing(page)).toBe('failed');

  await page.find('input').setValue('Shop');
  await pass(1.5);

  expect([server.projects, standing(page)]).toEqual([['Shop'], 'saved']);
});

const shop = { project_id: 'prj_1', title: 'Shop', description: '', skills: [], currency: 'EUR', budget_minor: 1, due_on: null, category: null, state: 'draft', version: 2 }; // prettier-ignore
const openEdit = () => open(ProjectEditPage, '/projects/prj_1/edit', '/projects/:id/edit');
const title = (page: Awaited<ReturnType<typeof open>>) => page.find('input').element.value;
const noNetwork = () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));

it.each([
  ['typed', () => localStorage.setItem('draft:acc_me:project:prj_1', JSON.stringify({ version: 2, values: { ...shop, title: 'Shop two', due_on: '' } })), 'Shop two', 'kept'],
  ['read', () => queryClient.setQueryData(['project', 'prj_1'], shop, { updatedAt: 1 }), 'Shop', 'saved'],
] as const)('shows a draft that was %s on this device where there is no network', async (_how, happened, shown, state) => {
  noNetwork();
  onlineManager.setOnline(false);
  happened();

  const page = await openEdit();
  await pass(2);

  expect([page.find('[data-failure]').exists(), title(page), standing(page)]).toEqual([false, shown, state]);
}); // prettier-ignore

it('says that there is no network where this device has nothing of a draft, until it has', async () => {
  noNetwork();
  onlineManager.setOnline(false);

  const page = await openEdit();
  await pass(1);
  expect(page.find('[data-failure]').text()).toContain('There is no connection');

  queryClient.setQueryData(['project', 'prj_1'], shop); // the copy of this device comes a moment after the page
  await pass(1);
  expect([page.find('[data-failure]').exists(), title(page)]).toEqual([false, 'Shop']);
});

it('takes over what another device saved while nothing was typed here, and nothing over what was', async () => {
  const page = await (vi.stubGlobal('fetch', () => Promise.resolve(Response.json(shop))), openEdit());
  expect(title(page)).toBe('Shop');

  queryClient.setQueryData(['project', 'prj_1'], { ...shop, title: 'Their shop', version: 3 });
  await pass(0.1);
  expect(title(page)).toBe('Their shop');

  await page.find('input').setValue('My shop');
  queryClient.setQueryData(['project', 'prj_1'], { ...shop, title: 'Their other shop', version: 4 });
  await pass(0.1);
  expect(title(page)).toBe('My shop');
});

const proposal = { cover_text: '', milestones: [], state: 'draft', version: 2, project_title: 'Shop' };
const dispute = {
  dispute_id: 'dsp_1', stage: 'draft', version: 2, client_id: 'acc_me', amount_minor: 50_000, currency: 'EUR',
  filing: { reason: 'quality', account: 'What was delivered does not work. '.repeat(4), to_expert_minor: 0 },
}; // prettier-ignore

it.each([
  ['a project', ProjectEditPage, '/projects/prj_1/edit', '/projects/:id/edit', shop],
  ['a proposal', ProposalEditPage, '/projects/prj_1/proposal', '/projects/:id/proposal', proposal],
] as const)('says that there is no network where %s cannot be handed in', async (_what, component, address, path, found) => {
  vi.stubGlobal('fetch', (asked: Request) =>
    asked.method === 'GET' ? Promise.resolve(Response.json(found)) : Promise.reject(new TypeError('Failed to fetch')),
  );
  const page = await open(component, address, path);
  await page.find('textarea').setValue('typed without a network');

  await page.find('form').trigger('submit');
  await pass(0.5);

  expect(page.find('[data-failure]').text()).toContain('There is no connection');
  expect(standing(page)).toBe('kept');
}); // prettier-ignore

it('says that there is no network where a filing cannot be handed in', async () => {
  vi.stubGlobal('fetch', (asked: Request) =>
    asked.method === 'GET' ? Promise.resolve(Response.json(dispute)) : Promise.reject(new TypeError('Failed to fetch')),
  );
  localStorage.setItem(
    'draft:acc_me:dispute:dsp_1',
    JSON.stringify({ version: 2, values: { ...dispute.filing, to_expert_minor: 100 } }),
  );
  const page = await open(FilingPage, '/disputes/dsp_1/file/check', '/disputes/:id/file/:step');

  await page.find('form').trigger('submit');
  await pass(0.5);

  expect(page.find('[data-failure]').text()).toContain('There is no connection');
});
