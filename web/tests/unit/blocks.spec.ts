// Tables out of use, and what the days of a calendar say of themselves.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import Blocks from '@/features/room/parts/Blocks.vue';
import DayBoard from '@/features/room/parts/DayBoard.vue';
import WeekBoard from '@/features/room/parts/WeekBoard.vue';
import { minutesOn } from '@/features/room/model';
import type { Card, Table, Venue } from '@/features/room/api';
import type { DayFigures, DayRules } from '@/features/room/blocks';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { toasts } from '@/lib/toast';
import { answer } from './answers';

const global = { plugins: [[VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const venue = { venue_id: 'ven_1', time_zone: 'Europe/Paris' } as Venue;
const tables = [{ table_id: 't4', name: '4', seats_max: 2 }, { table_id: 't5', name: '5', seats_max: 4 }] as Table[]; // prettier-ignore
const broken = { block_id: 'blk_1', table_ids: ['t4'], starts_at: '2026-03-02T11:00:00Z', ends_at: '2026-03-02T22:45:00Z', reason: 'Broken leg', created_by: 'acc_1', created_at: '2026-03-01T10:00:00Z' }; // prettier-ignore
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const button = (name: string) =>
  [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim().startsWith(name));

beforeAll(() => need('evening', 'room', 'booking', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  toasts.splice(0);
});

async function opened(table?: string) {
  mount(Blocks, { props: { venue, tables, on: '2026-03-02', ...(table ? { table } : {}) }, global, attachTo: document.body }); // prettier-ignore
  await vi.waitFor(() => expect(dialog()?.querySelector('form')).toBeTruthy());
}

it('takes a table out of use for an evening on the clocks of the venue', async () => {
  let known: object[] = [];
  const sent = answer({
    'GET /v1/venues/ven_1/blocks': () => [200, { items: known }],
    'POST /v1/venues/ven_1/blocks': () => {
      known = [broken];
      return [201, broken];
    },
  });
  await opened('t4');
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('Every table is in use'));

  const reason = dialog()?.querySelector<HTMLInputElement>('input[maxlength="200"]');
  if (reason) reason.value = 'Broken leg';
  reason?.dispatchEvent(new Event('input'));
  button('Take out of use')?.click();
  await vi.waitFor(() => expect(button('Use again')).toBeTruthy());

  const body: unknown = await sent.find((one) => one.method === 'POST')?.json();
  expect(body).toEqual({ table_ids: ['t4'], starts_at: '2026-03-02T11:00:00.000Z', ends_at: '2026-03-02T22:45:00.000Z', reason: 'Broken leg' }); // prettier-ignore
});

it('puts a table into use again, and takes that back', async () => {
  let known = [broken];
  const sent = answer({
    'GET /v1/venues/ven_1/blocks': () => [200, { items: known }],
    'DELETE /v1/venues/ven_1/blocks/blk_1': () => {
      known = [];
      return [200, {}];
    },
    'POST /v1/venues/ven_1/blocks': () => [201, broken],
  });
  await opened();
  await vi.waitFor(() => expect(button('Use again')).toBeTruthy());

  button('Use again')?.click();
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('Every table is in use'));
  toasts[0]?.undo?.();
  await flushPromises();

  const again: unknown = await sent.find((one) => one.method === 'POST')?.json();
  expect(again).toMatchObject({ table_ids: ['t4'], starts_at: broken.starts_at, reason: 'Broken leg' });
});

it('says at the field why tables cannot be out of use then, and keeps what was typed', async () => {
  answer({
    'GET /v1/venues/ven_1/blocks': { items: [] },
    'POST /v1/venues/ven_1/blocks': () => [422, { type: 'https://x/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '/ends_at', detail: 'after starts_at', code: 'order' }] }], // prettier-ignore
  });
  await opened('t5');

  const reason = dialog()?.querySelector<HTMLInputElement>('input[maxlength="200"]');
  if (reason) reason.value = 'Paint dries';
  reason?.dispatchEvent(new Event('input'));
  button('Take out of use')?.click();
  await vi.waitFor(() => expect(dialog()?.querySelector('[aria-invalid="true"]')).toBeTruthy());

  expect(dialog()?.querySelector('[aria-invalid="true"]')?.getAttribute('type')).toBe('date');
  expect(reason?.value).toBe('Paint dries');
});

it('counts minutes from the midnight of the day that is shown, on the days around it too', () => {
  expect(minutesOn('Europe/Paris', '2026-03-02', '2026-03-02T18:30:00Z')).toBe(19 * 60 + 30);
  expect(minutesOn('Europe/Paris', '2026-03-02', '2026-03-03T00:15:00Z')).toBe(25 * 60 + 15);
  expect(minutesOn('Europe/Paris', '2026-03-02', '2026-02-28T23:00:00Z')).toBe(-1_440);
});

it('hatches the row of a table as long as it is out of use, within the hours that are shown', () => {
  const plan = { rooms: [{ room_id: 'r' }], tables: tables.map((one) => ({ ...one, room_id: 'r' })) };
  const page = mount(DayBoard, {
    props: { venue, on: '2026-03-02', cards: [] as Card[], plan: plan as never, blocks: [{ ...broken, starts_at: '2026-02-20T08:00:00Z' }] }, // prettier-ignore
    global,
  });

  const hatched = page.findAll('.hatched');
  expect(hatched).toHaveLength(1);
  expect(hatched[0]?.attributes('aria-label')).toContain('Broken leg');
  expect(hatched[0]?.attributes('style')).toContain('inset-inline-start: 0%');
});

it('tells of each day of a month what it comes to, and why it is closed', () => {
  const figures = new Map([['2026-03-03', { covers: 24, occupancy_basis_points: 3_500 } as DayFigures]]);
  const rules = new Map([['2026-03-02', { on: '2026-03-02', is_open: false, why: 'week', note: 'Day of rest', services: [] } as DayRules]]); // prettier-ignore
  const page = mount(WeekBoard, {
    props: { venue, first: '2026-03-02', count: 7, today: '2026-03-04', cards: [], kind: 'month', month: '2026-03', rules, figures }, // prettier-ignore
    global,
  });

  expect(page.find('[data-cell="2026-03-02"]').text()).toContain('Closed');
  expect(page.find('[data-cell="2026-03-02"]').text()).toContain('Day of rest');
  expect(page.find('[data-cell="2026-03-03"]').text()).toContain('24 guests');
  expect(page.find('[data-cell="2026-03-03"] button').attributes('aria-label')).toContain('35% occupied');
});
