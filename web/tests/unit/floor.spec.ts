import { expect, it } from 'vitest';
import { dropped, faultsIn, freePlace, inRoom, joined, marksOf, newCombination, newRoom, newTable, nextName, nudged, planBody, planForm, putBack, withoutRoom, withoutTables, type Plan, type Room, type Table } from '@/features/setup/floor'; // prettier-ignore
import { markOf } from '@/features/setup/floor-words';
import { need } from '@/lib/i18n';

const hall: Room = { room_id: 'hall', name: 'Hall', width: 1000, height: 600 };
const terrace: Room = { room_id: 'terrace', name: 'Terrace', width: 500, height: 400 };
const table = (table_id: string, given: Partial<Table> = {}): Table => ({
  table_id, room_id: 'hall', name: table_id, seats_min: 1, seats_max: 4, shape: 'square', x: 200, y: 200,
  width: 80, height: 80, turned: 0, priority: 100, is_active: true, ...given,
}); // prettier-ignore
const join = (combination_id: string, table_ids: string[], seats_max = 8) => ({ combination_id, table_ids, seats_min: 5, seats_max, priority: 100 }); // prettier-ignore
const plan = (given: Partial<Plan> = {}): Plan => ({
  rooms: [hall, terrace],
  tables: [table('t1'), table('t2', { x: 400 }), table('t3', { x: 600 }), table('t4', { room_id: 'terrace' })],
  combinations: [join('a', ['t1', 't2']), join('b', ['t2', 't3'])],
  ...given,
});
const codes = (given: Plan) => faultsIn(given).map((one) => `${one.pointer} ${one.code}`);

it('moves a table by arrow keys in steps and strides, and no other key moves it', () => {
  expect(nudged(hall, table('t1'), 'ArrowRight')).toEqual({ x: 210, y: 200 });
  expect(nudged(hall, table('t1'), 'ArrowUp', true)).toEqual({ x: 200, y: 150 });
  expect(nudged(hall, table('t1'), 'a')).toBeUndefined();
});

it('keeps the whole table in its room, however it is turned', () => {
  const long = { width: 200, height: 60 };

  expect(nudged(hall, table('t1', { x: 45 }), 'ArrowLeft')).toEqual({ x: 40, y: 200 });
  expect(dropped(hall, table('t1', long), { x: 4000, y: -50 })).toEqual({ x: 900, y: 30 });
  expect(dropped(hall, table('t1', { ...long, turned: 90 }), { x: 4000, y: -50 })).toEqual({ x: 970, y: 100 });
  expect(dropped({ ...hall, width: 100 }, table('t1', long), { x: 7, y: 100 })).toEqual({ x: 50, y: 100 });
});

it('lets a pointer put tables on a grid of ten centimetres', () => {
  expect(dropped(hall, table('t1'), { x: 123.4, y: 247 })).toEqual({ x: 120, y: 250 });
});

it('finds a new table a place clear of the others, and a number that none has', () => {
  const full = plan();
  const made = newTable(full, hall);
  const isClear = full.tables.every((one) => Math.abs(one.x - made.x) >= 80 || Math.abs(one.y - made.y) >= 80);

  expect(isClear).toBe(true);
  expect(faultsIn({ ...full, tables: [...full.tables, made] })).toEqual([]);
  expect(nextName([table('a', { name: '7' }), table('b', { name: 'Bar' })])).toBe('8');
  expect(freePlace({ ...hall, width: 90, height: 90 }, table('n'), [table('o', { x: 45, y: 45 })])).toEqual({
    x: 45,
    y: 45,
  });
});

it('finds nothing wrong with a whole plan, and sends names without blanks around them', () => {
  const given = plan({ rooms: [{ ...hall, name: ' Hall ' }, terrace] });

  expect(codes(given)).toEqual([]);
  expect(planBody(planForm(given)).rooms[0]?.name).toBe('Hall');
  expect(newRoom('Bar').room_id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

it('names what is wrong with tables as the server does', () => {
  const tables = [
    table('t1', { seats_min: 5 }),
    table('t2', { name: 'T1' }),
    table('t3', { x: 1001 }),
    table('t4', { name: ' ', seats_max: 101, room_id: 'cellar' }),
  ];

  expect(codes(plan({ tables, combinations: [] }))).toEqual([
    '/tables/0 repeated',
    '/tables/1 repeated',
    '/tables/3/name string_too_short',
    '/tables/0/seats_min order',
    '/tables/2/x outside',
    '/tables/3/seats_max less_than_equal',
    '/tables/3/room_id unknown',
  ]);
});

it('joins two to six tables of one room, once, for no more guests than they seat', () => {
  const wrong = [
    join('a', ['t1']),
    join('b', ['t1', 't4']),
    join('c', ['t1', 't2'], 9),
    { ...join('d', ['t2', 't1']), seats_min: 9 },
  ];

  expect(codes(plan({ combinations: wrong }))).toEqual([
    '/combinations/0/table_ids too_short',
    '/combinations/1/table_ids apart',
    '/combinations/2/seats_max order',
    '/combinations/3/table_ids overlaps',
    '/combinations/3/seats_min order',
  ]);
});

it('proposes two tables of a room that are not joined yet, until there are none', () => {
  const made = newCombination(plan());
  const full = plan({ combinations: [...plan().combinations, join('c', ['t3', 't1'])] });

  expect(made).toMatchObject({ table_ids: ['t1', 't3'], seats_min: 5, seats_max: 8 });
  expect(newCombination(full)).toBeUndefined();
});

it('lets the seats of a combination follow its tables until somebody wrote others', () => {
  expect(joined(plan(), join('a', ['t1', 't2']), 't3')).toMatchObject({ table_ids: ['t1', 't2', 't3'], seats_max: 12 });
  expect(joined(plan(), join('a', ['t1', 't2'], 6), 't3').seats_max).toBe(6);
  expect(joined(plan(), join('a', ['t1', 't2', 't3'], 12), 't1')).toMatchObject({
    table_ids: ['t2', 't3'],
    seats_max: 8,
  });
});

it('takes a table out with its combinations, and puts both back where they stood', () => {
  const before = plan();
  const after = withoutTables(before, ['t2']);
  const since = { ...after, tables: after.tables.map((one) => ({ ...one, priority: 7 })) };
  const again = putBack(since, before, after);

  expect(after.combinations).toEqual([]);
  expect(again.tables.map((one) => [one.table_id, one.priority])).toEqual([
    ['t1', 7], ['t2', 100], ['t3', 7], ['t4', 7],
  ]); // prettier-ignore
  expect(again.combinations).toEqual(before.combinations);
});

it('puts a room back with its tables, and no table without its room', () => {
  const before = plan();
  const noTable = withoutTables(before, ['t4']);
  const noRoom = withoutRoom(before, 'hall');

  expect(noRoom).toMatchObject({ rooms: [terrace], combinations: [] });
  expect(putBack(noRoom, before, noRoom)).toEqual(before);
  expect(putBack(withoutRoom(noTable, 'terrace'), before, noTable).tables.map((one) => one.table_id)).toEqual([
    't1',
    't2',
    't3',
  ]);
});

it('moves a table to another room, out of what it was joined to', () => {
  const moved = inRoom(plan(), 't2', terrace);

  expect(moved.tables.map((one) => one.table_id)).toEqual(['t1', 't2', 't3', 't4']);
  expect(moved.tables[1]?.room_id).toBe('terrace');
  expect(moved.combinations).toEqual([]);
  expect(faultsIn(moved)).toEqual([]);
});

it('shows what the server points to at the field of the same table, wherever it stands in the list by then', async () => {
  await need('floor');
  const sent = plan();
  const fault = (pointer: string, code: string, detail = '') => ({ pointer, code, detail });
  const marks = marksOf(
    [
      fault('/tables/1/seats_min', 'order'),
      fault('#/tables/0', 'repeated'),
      fault('/body/rooms/1/width', 'less_than_equal'),
      fault('/combinations/0/table_ids/3', 'string_pattern_mismatch'),
      fault('/combinations/1', 'never_heard_of', 'in words'),
      fault('/tables', 'too_long'),
      fault('/tables/99/x', 'outside'),
    ],
    sent,
  );

  expect(Object.keys(marks)).toEqual([
    'tables/t2/seats_min', 'tables/t1/name', 'rooms/terrace/width', 'combinations/a/table_ids', 'combinations/b/table_ids',
  ]); // prettier-ignore
  expect(markOf(marks, 'tables/t2/seats_min')).toBe('More than the most');
  expect(markOf(marks, 'rooms/terrace/width')).toBe('This is too large');
  expect(markOf(marks, 'combinations/b/table_ids')).toBe('in words');
  expect(markOf(marks, 'tables/t3/name')).toBeUndefined();
});
