// Several reservations at once: tried again they are the same thing, others are another.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import BookingsPage from '@/features/room/pages/BookingsPage.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const AT = '/v1/venues/ven_1';
const aCard = (reservation_id: string, name: string) => ({
  reservation_id, name, party: 2, starts_at: '2026-03-02T18:00:00Z', ends_at: '2026-03-02T20:00:00Z', table_ids: ['t4'],
  state: 'confirmed', source: 'online', has_requests: false, has_bill: false,
}); // prettier-ignore

enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('sends the same reservations again under the same key, and others under another', async () => {
  await need('room', 'venue', 'booking', 'evening', 'problems');
  const cards = [aCard('res_b', 'Ada'), aCard('res_a', 'Bo'), aCard('res_c', 'Cleo')];
  const sent = answer({
    'GET /v1/venues': { items: [{ venue_id: 'ven_1', name: 'Chez Nour', time_zone: 'Europe/Paris' }] },
    [`GET ${AT}/floor-plan`]: { rooms: [], tables: [] },
    [`GET ${AT}/reservations`]: { items: cards, next_cursor: null },
    [`POST ${AT}/reservations/several`]: () => [503, {}],
  });
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }],
  });
  await router.push('/venue/bookings?first=2026-03-02');
  const page = mount(BookingsPage, { global: { plugins: [router, [VueQueryPlugin, { queryClient }] as never] }, attachTo: document.body }); // prettier-ignore
  const tick = async (name: string) => {
    await vi.waitFor(() => expect(page.find(`[data-card] input[aria-label$="${name}"]`).exists()).toBe(true));
    await page.find(`[data-card] input[aria-label$="${name}"]`).trigger('change');
  };
  const tries = () => sent.filter((one) => one.method === 'POST' && one.url.endsWith('/several'));
  const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
  const button = (name: string) =>
    [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === name);
  const cancel = async () => {
    const before = tries().length;
    await page.find('.btn-danger').trigger('click');
    await vi.waitFor(() => expect(dialog()?.querySelector('.btn-danger')).toBeTruthy());
    dialog()?.querySelector<HTMLElement>('.btn-danger')?.click();
    await vi.waitFor(() => expect(tries()).toHaveLength(before + 1));
    await vi.waitFor(() => expect(dialog()?.querySelector('[data-failure]')).toBeTruthy());
    button('Cancel')?.click();
    await vi.waitFor(() => expect(dialog()).toBeNull());
    await flushPromises();
  };

  await tick('Ada');
  await tick('Bo');
  await cancel();
  await cancel();
  await tick('Bo');
  await tick('Cleo');
  await cancel();

  const [first, again, other] = tries().map((one) => one.headers.get('idempotency-key'));
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(await tries()[2]?.json()).toEqual({ action: 'cancel', reservation_ids: ['res_b', 'res_c'] });
});
