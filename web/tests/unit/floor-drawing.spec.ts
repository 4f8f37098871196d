// The plan of a room under keys and pointers.
import { mount } from '@vue/test-utils';
import { beforeAll, expect, it } from 'vitest';
import FloorDrawing from '@/features/setup/parts/FloorDrawing.vue';
import { need } from '@/lib/i18n';

beforeAll(() => need('floor'));

const room = { room_id: 'hall', name: 'Hall', width: 1000, height: 600 };
const table = {
  table_id: 't1', room_id: 'hall', name: '1', seats_min: 1, seats_max: 4, shape: 'round' as const, x: 45, y: 200,
  width: 80, height: 80, turned: 0, priority: 100, is_active: false,
}; // prettier-ignore

function drawn() {
  const placeOf = ({ x, y }: { x: number; y: number }) => `${String(x)}/${String(y)}`;
  const plan = mount(FloorDrawing, {
    props: { room, tables: [{ ...table }], chosen: 't1', isWrong: () => false, placeOf },
    attachTo: document.body,
  });
  return { plan, spot: plan.get('[data-table="t1"]') };
}

it('says of a table what the drawing shows', () => {
  const { plan, spot } = drawn();

  expect(spot.attributes('aria-label')).toBe('Table 1, 1 to 4 guests, Round, Out of use, 45/200');
  expect(spot.attributes('aria-current')).toBe('true');
  expect(plan.get('[role="application"]').attributes('aria-label')).toBe('Plan of Hall');
  plan.unmount();
});

it('moves a table with the arrow keys, says where it is, and that a wall is in the way', async () => {
  const { plan, spot } = drawn();

  await spot.trigger('keydown', { key: 'ArrowDown', shiftKey: true });
  await spot.trigger('keydown', { key: 'ArrowLeft' });
  await plan.setProps({ tables: [{ ...table, x: 40 }] });
  await plan.get('[data-table="t1"]').trigger('keydown', { key: 'ArrowLeft' });
  await plan.get('[data-table="t1"]').trigger('keydown', { key: 'ArrowRight', altKey: true });

  expect(plan.emitted('move')?.map(([, place]) => place)).toEqual([
    { x: 45, y: 250 },
    { x: 40, y: 200 },
    { x: 40, y: 200 },
  ]);
  expect(plan.emitted('say')).toEqual([['Table 1, 45/250'], ['Table 1, 40/200'], ['Table 1, at the wall. 40/200']]);
  plan.unmount();
});

it('goes on to the fields when pressed without a pointer, and removes with a key', async () => {
  const { plan, spot } = drawn();

  await spot.trigger('click', { detail: 0 });
  await spot.trigger('click', { detail: 1 });
  await spot.trigger('keydown', { key: 'Delete' });

  expect(plan.emitted('edit')).toEqual([['t1']]);
  expect(plan.emitted('choose')).toEqual([['t1']]);
  expect(plan.emitted('remove')).toHaveLength(1);
  plan.unmount();
});

it('follows a pointer once it really moves, and puts the table back when the drag is broken off', async () => {
  const { plan, spot } = drawn();
  Object.assign(spot.element, { setPointerCapture: () => undefined });
  const board = plan.get('[data-board]').element;
  board.getBoundingClientRect = () => new DOMRect(0, 0, 500, 300);

  await spot.trigger('pointerdown', { button: 0, clientX: 100, clientY: 100 });
  await spot.trigger('pointermove', { clientX: 102, clientY: 101 });
  expect(plan.emitted('move')).toBeUndefined();
  await spot.trigger('pointermove', { clientX: 150, clientY: 120 });
  await spot.trigger('keydown', { key: 'Escape' });
  await spot.trigger('pointermove', { clientX: 160, clientY: 120 });

  expect(plan.emitted('move')?.map(([, place]) => place)).toEqual([
    { x: 150, y: 240 },
    { x: 45, y: 200 },
  ]);
  plan.unmount();
});
