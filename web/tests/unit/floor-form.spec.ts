// The floor plan as its owner fills it in: an empty one, one that somebody else changed, one that is left unsaved.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { h } from 'vue';
import type { Venue } from '@/features/setup/api';
import type { Plan } from '@/features/setup/floor';
import FloorForm from '@/features/setup/parts/FloorForm.vue';
import { need } from '@/lib/i18n';
import { keep, kept } from '@/lib/kept';
import { queryClient } from '@/lib/query';
import { toasts } from '@/lib/toast';

const venue = { venue_id: 'ven_1', name: 'Chez Nour' } as Venue;
const COPY = 'draft::floor:ven_1';
const table = (table_id: string, name: string) => ({
  table_id, room_id: 'hall', name, seats_min: 1, seats_max: 4, shape: 'square' as const, x: 200, y: 200, width: 80,
  height: 80, turned: 0, priority: 100, is_active: true,
}); // prettier-ignore
const EMPTY = { venue_id: 'ven_1', rooms: [], tables: [], combinations: [], version: 0 };
const DRAWN = {
  ...EMPTY, version: 3,
  rooms: [{ room_id: 'hall', name: 'Hall', width: 1000, height: 600 }],
  tables: [table('t1', '1'), table('t2', '2')],
  combinations: [{ combination_id: 'c', table_ids: ['t1', 't2'], seats_min: 5, seats_max: 8, priority: 100 }],
}; // prettier-ignore

interface Asked {
  method: string;
  match: string | null;
  body: Plan;
}
const asked: Asked[] = [];
let answers: Response[] = [];
const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });

beforeAll(() => need('floor', 'setup', 'drafts'));
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    const match = request.headers.get('if-match');
    asked.push({ method: request.method, match, body: (text ? JSON.parse(text) : {}) as Plan });
    return answers.shift() ?? answer(500, {});
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  toasts.splice(0);
  document.body.replaceChildren();
});

async function opened(stored: Plan & { venue_id: string; version: number }) {
  const routes = [
    { path: '/', component: { render: () => h(FloorForm, { venue, stored }) } },
    { path: '/away', component: { render: () => null } },
  ];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push('/');
  const global = { plugins: [router, [VueQueryPlugin, { queryClient }]] as never };
  const page = mount(RouterView, { global, attachTo: document.body });
  // The end of the form is drawn last.
  if (stored.rooms.length) await vi.waitFor(() => page.get('button:not([type])'));
  await flushPromises();
  const press = async (name: string) => {
    await page.findAll('button').find((one) => one.text() === name)?.trigger('click'); // prettier-ignore
    await flushPromises();
  };
  const save = async () => {
    await page.get('form').trigger('submit');
    await flushPromises();
  };
  return { page, router, press, save };
}

it('begins an empty plan with a room and a table, and saves it as its first version', async () => {
  const { page, press, save } = await opened(EMPTY);

  await press('Add your first table');
  answers = [answer(200, { ...DRAWN, version: 1 })];
  await save();

  const [sent] = asked;
  expect(sent).toMatchObject({ method: 'PUT', match: '"0"', body: { rooms: [{ name: 'Dining room' }], tables: [{ name: '1', seats_max: 2 }] } }); // prettier-ignore
  expect(sent?.body.tables[0]?.room_id).toBe(sent?.body.rooms[0]?.room_id);
  expect(page.text()).not.toContain('Not saved yet');
  expect(kept(COPY)).toBeNull();
  page.unmount();
});

it('shows what does not fit at its field before anything is sent', async () => {
  const { page, save } = await opened({ ...DRAWN, tables: [table('t1', '1'), { ...table('t2', '2'), seats_max: 0 }] });

  await save();

  expect(asked).toEqual([]);
  expect(page.get('#fields-t2').findAll('[aria-invalid="true"]')).toHaveLength(2);
  expect(page.text()).toContain('More than its tables have');
  page.unmount();
});

it('takes a table out with what it was joined to, and back again', async () => {
  const { page } = await opened(DRAWN);

  await page.get('[data-table="t1"]').trigger('keydown', { key: 'Delete' });
  expect(page.find('[data-table="t1"]').exists()).toBe(false);
  expect(page.find('[data-join]').exists()).toBe(false);
  expect(toasts[0]?.text).toBe('Table 1 removed, with 1 combination');
  toasts[0]?.undo?.();
  await flushPromises();

  expect(page.findAll('[data-table]').map((one) => one.attributes('data-table'))).toEqual(['t1', 't2']);
  expect(page.find('[data-join="c"]').exists()).toBe(true);
  expect(page.text()).not.toContain('Not saved yet');
  page.unmount();
});

it('lets somebody choose between their plan and one saved meanwhile, and sends theirs under the newer version', async () => {
  const { page, press, save } = await opened(DRAWN);

  await page.get('[data-table="t1"]').trigger('keydown', { key: 'ArrowRight' });
  const stale = { type: 'https://guildhall.example/problems/stale-version', title: 'Stale', status: 412, detail: '' };
  answers = [answer(412, stale), answer(200, { ...DRAWN, version: 7, tables: [table('t9', 'Nine')] })];
  await save();
  await vi.waitFor(() => expect(page.text()).toContain('Nine'));
  answers = [answer(200, { ...DRAWN, version: 8 })];
  await press('Keep mine');

  expect(asked.map((one) => [one.method, one.match])).toEqual([
    ['PUT', '"3"'],
    ['GET', null],
    ['PUT', '"7"'],
  ]);
  expect(asked[2]?.body.tables[0]?.x).toBe(210);
  expect(page.text()).not.toContain('Nine');
  page.unmount();
});

it('offers removed tables back when reservations still need them', async () => {
  const { page, press, save } = await opened(DRAWN);

  await page.get('[data-table="t2"]').trigger('keydown', { key: 'Delete' });
  answers = [answer(409, { type: 'https://guildhall.example/problems/bookings/table-in-use', title: 'In use', status: 409, detail: '' })]; // prettier-ignore
  await save();
  await press('Put back 2');

  expect(page.find('[data-table="t2"]').exists()).toBe(true);
  expect(page.text()).not.toContain('Not saved yet');
  page.unmount();
});

it('asks before a plan is left unsaved, keeps it on this device, and forgets it once it is given up', async () => {
  const { page, router } = await opened(DRAWN);

  await page.get('[data-table="t1"]').trigger('keydown', { key: 'ArrowRight' });
  await flushPromises();
  expect(JSON.parse(kept(COPY) ?? '{}')).toMatchObject({ version: 3, plan: { tables: [{ x: 210 }, { x: 200 }] } });
  const away = router.push('/away');
  await vi.waitFor(() => expect(document.body.textContent).toContain('Leave without saving?'));
  const buttons = () => [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')];
  buttons().find((one) => one.textContent?.trim() === 'Leave and lose the changes')?.click(); // prettier-ignore
  await away;
  await flushPromises();

  expect(router.currentRoute.value.path).toBe('/away');
  expect(kept(COPY)).toBeNull();
  page.unmount();
});

it('brings back what a closed window left unsaved', async () => {
  const moved = { ...DRAWN, tables: [{ ...table('t1', '1'), x: 500 }, table('t2', '2')] };
  const { rooms, tables, combinations } = moved;
  keep(COPY, JSON.stringify({ version: 3, plan: { rooms, tables, combinations } }));
  const { page, press } = await opened(DRAWN);

  expect(page.text()).toContain('Your changes of last time are here again');
  expect(page.get('[data-table="t1"]').attributes('aria-label')).toContain('5 m from the left');
  await press('Drop them');

  expect(page.get('[data-table="t1"]').attributes('aria-label')).toContain('2 m from the left');
  expect(kept(COPY)).toBeNull();
  page.unmount();
});
