// The evening of a room: what is not known yet, or cannot be had, is not told as if there were nothing.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Card, Venue } from '@/features/room/api';
import TodayPage from '@/features/room/pages/TodayPage.vue';
import MoveDialog from '@/features/room/parts/MoveDialog.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

/** What a page imports first may take seconds on a busy machine. */
const AT = '/v1/venues/ven_1';
const VENUE = { venue_id: 'ven_1', name: 'Chez Nour', time_zone: 'Europe/Paris' } as Venue;
const CARD = {
  reservation_id: 'res_a', name: 'Ada', party: 2, starts_at: '2026-03-02T18:00:00Z', ends_at: '2026-03-02T20:00:00Z',
  table_ids: ['t4'], state: 'confirmed', source: 'online', has_requests: false, has_bill: false,
} as unknown as Card; // prettier-ignore

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }]] as never };

beforeAll(() => need('room', 'venue', 'booking', 'evening', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('says that the plan cannot be had, not that there are no tables', async () => {
  let status = 403;
  const plan = { rooms: [{ room_id: 'r1', name: 'Garden', floor: 0 }], tables: [] };
  const table = { table_id: 't4', room_id: 'r1', name: '4', status: 'free', is_blocked: false, until: null };
  answer({
    'GET /v1/venues': { items: [VENUE] },
    [`GET ${AT}/floor-plan`]: () => [status, plan],
    [`GET ${AT}/tables`]: { items: [table] },
    [`GET ${AT}/reservations`]: { items: [], next_cursor: null },
  });
  const page = mount(TodayPage, { global });
  const tables = () => page.find('[aria-labelledby=tables]');
  await vi.waitFor(() => expect(tables().find('[role=alert]').exists()).toBe(true));
  expect(tables().text()).not.toContain('No tables');

  status = 200;
  await tables().get('[role=alert] button').trigger('click');

  await vi.waitFor(() => expect(tables().text()).toContain('Garden'));
});

it('offers other times where a table is taken, and takes the one that is chosen', async () => {
  const taken = { type: '/problems/bookings/table-taken', title: '', detail: '', alternatives: [{ starts_at: '2026-03-02T19:30:00Z' }] }; // prettier-ignore
  answer({ [`PUT ${AT}/reservations/res_a`]: () => [409, taken] }); // prettier-ignore
  mount(MoveDialog, { props: { venue: VENUE, card: CARD, tables: [] }, global, attachTo: document.body });
  const field = (type: string) => document.querySelector<HTMLInputElement>(`[role=dialog] input[type=${type}]`);
  await vi.waitFor(() => expect(field('time')?.value).toBe('19:00'));
  const time = field('time');
  if (time) time.value = '20:00';
  time?.dispatchEvent(new Event('input'));
  document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  const other = () => document.querySelector<HTMLButtonElement>('[role=dialog] [data-failure] + div button');
  await vi.waitFor(() => expect(other()).toBeTruthy());

  other()?.click();
  await flushPromises();

  expect(field('time')?.value).toBe('20:30');
  expect(document.querySelector('[role=dialog] [data-failure]')).toBeNull();
});
