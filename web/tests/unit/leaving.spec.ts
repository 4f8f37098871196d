// What somebody typed and did not save: asked about before it is left, and there again where they come back.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import Turn from '@/features/disputes/parts/Turn.vue';
import type { Dispute, Rights } from '@/features/disputes/model';
import { routes } from '@/features/setup/routes';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const plugin = [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object];
const venue = { venue_id: 'ven_1', slug: 'chez-nour', name: 'Chez Nour', time_zone: 'Europe/Paris', languages: ['fr', 'en'], is_published: true }; // prettier-ignore
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const press = (name: string) =>
  [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === name)?.click();

beforeAll(() => need('setup', 'site', 'files', 'menu', 'room', 'venue', 'disputes', 'problems'), 30_000);
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

async function atSite() {
  answer({
    'GET /v1/venues': { items: [venue], next_cursor: null },
    'GET /v1/venues/ven_1/site/pages': { items: [] },
    'GET /v1/venues/ven_1/site/images': { items: [] },
  });
  const away = { path: '/away', component: { render: () => null } };
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, away] });
  await router.push('/venue/settings/site');
  const page = mount(RouterView, { global: { plugins: [plugin, router] }, attachTo: document.body });
  const title = () => {
    const shown = page.findAll<HTMLInputElement>('input[maxlength="120"]').filter((one) => one.isVisible());
    if (shown.length !== 1 || !shown[0]) throw new Error(`${String(shown.length)} titles are shown`);
    return shown[0];
  };
  await vi.waitFor(title);
  return { router, page, title };
}

it('keeps what is typed for one page and language while another is looked at', async () => {
  const { router, page, title } = await atSite();
  await title().setValue('Bienvenue');

  await page.get('#language').setValue('en');
  expect(title().element.value).toBe('');
  await page.get('#kind').setValue('about');
  await page.get('#kind').setValue('home');
  await page.get('#language').setValue('fr');

  expect(title().element.value).toBe('Bienvenue');
  // Also before what is out of sight is left.
  await page.get('#language').setValue('en');
  const leaving = router.push('/away');
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('Leave without saving?'));
  press('Leave');
  await leaving;
  expect(router.currentRoute.value.path).toBe('/away');
});

it('asks before a page of the settings is left with what is not saved, and not where nothing is', async () => {
  const { router, title } = await atSite();
  await title().setValue('Bienvenue');

  const staying = router.push('/away');
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('Leave without saving?'));
  press('Stay');
  await staying;
  expect(router.currentRoute.value.name).toBe('venuesite');
  expect(title().element.value).toBe('Bienvenue');

  await vi.waitFor(() => expect(dialog()).toBeNull());
  await title().setValue('');
  await router.push('/away');
  expect(router.currentRoute.value.path).toBe('/away');
});

it('keeps the words of an answer when its window or the page is closed before they are sent', async () => {
  answer({ 'POST /v1/disputes/dsp_1/answer': { dispute_id: 'dsp_1' } });
  const props = { dispute: { dispute_id: 'dsp_1', filing: {}, amount_minor: 1 } as Dispute, rights: { answer: true } as Rights }; // prettier-ignore
  const open = () => mount(Turn, { props, global: { plugins: [plugin] }, attachTo: document.body });
  const words = () => dialog()?.querySelector('textarea') as HTMLTextAreaElement;
  const begin = async (page: ReturnType<typeof open>) => {
    await page.get('.btn-primary').trigger('click');
    await vi.waitFor(() => expect(words()).toBeTruthy());
  };
  const page = open();
  await begin(page);
  words().value = 'The page was in use since Monday.';
  words().dispatchEvent(new Event('input'));
  await flushPromises();

  dialog()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  await vi.waitFor(() => expect(dialog()).toBeNull());
  await begin(page);
  await vi.waitFor(() => expect(words().value).toBe('The page was in use since Monday.'));

  page.unmount();
  const again = open();
  await begin(again);
  expect(words().value).toBe('The page was in use since Monday.');

  dialog()?.querySelector('form')?.requestSubmit();
  await vi.waitFor(() => expect(dialog()).toBeNull());
  again.unmount();
  await begin(open());
  expect(words().value).toBe('');
});
