// What the owner draws of the floor: rooms, tables, and which of them can be joined. Lengths are centimetres, places
// are those of a table's middle from the upper left corner of its room.
import type { Schemas } from '@/lib/api/client';
import type { Fault } from '@/lib/api/problem';

export type Room = Schemas['RoomOut'];
export type Table = Schemas['TableOut'];
export type Combination = Schemas['CombinationOut'];
export interface Plan {
  rooms: Room[];
  tables: Table[];
  combinations: Combination[];
}
export interface Place {
  x: number;
  y: number;
}

export const SHAPES = ['square', 'round', 'rectangle', 'bar'] as const;
/** As many as the server takes. */
export const MOST = {
  rooms: 20,
  tables: 200,
  combinations: 300,
  joined: 6,
  seats: 100,
  priority: 1000,
  length: 20_000,
};
const SIZES: Record<Table['shape'], [number, number]> = { square: [80, 80], round: [90, 90], rectangle: [140, 80], bar: [60, 200] }; // prettier-ignore
const STEP = 10;
const STRIDE = 50;

export const planForm = ({ rooms, tables, combinations }: Plan): Plan => ({
  rooms: rooms.map(({ room_id, name, width, height }) => ({ room_id, name, width, height })),
  tables: tables.map((one) => ({ ...one })),
  combinations: combinations.map((one) => ({ ...one, table_ids: [...one.table_ids] })),
});

/** What is sent: the server refuses blanks around names as another name, so they go here. */
export const planBody = (plan: Plan): Schemas['FloorPlanIn'] => ({
  ...plan,
  rooms: plan.rooms.map((one) => ({ ...one, name: one.name.trim() })),
  tables: plan.tables.map((one) => ({ ...one, name: one.name.trim() })),
});

const newId = (letter: string) => `${letter}-${crypto.randomUUID().slice(0, 8)}`;

export const newRoom = (name: string): Room => ({ room_id: newId('r'), name, width: 1000, height: 700 });

/** The number after the highest that a table has. */
export const nextName = (tables: readonly Table[]) =>
  String(Math.max(0, ...tables.map((one) => (/^\d{1,6}$/.test(one.name) ? Number(one.name) : 0))) + 1);

export function newTable(plan: Plan, room: Room): Table {
  const [width, height] = SIZES.square;
  const made: Table = {
    table_id: newId('t'), room_id: room.room_id, name: nextName(plan.tables), seats_min: 1, seats_max: 2,
    shape: 'square', x: 0, y: 0, width, height, turned: 0, priority: 100, is_active: true,
  }; // prettier-ignore
  return { ...made, ...freePlace(room, made, plan.tables) };
}

/** Another shape comes with the size that such tables have. */
export function reshape(table: Table, shape: Table['shape']): void {
  const [width, height] = SIZES[shape];
  Object.assign(table, { shape, width, height });
}

/** Half of what a table covers from side to side and from front to back, however it is turned. */
function reach({ width, height, turned }: Pick<Table, 'width' | 'height' | 'turned'>): Place {
  const angle = (turned * Math.PI) / 180;
  const [along, across] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  return { x: (width * along + height * across) / 2, y: (width * across + height * along) / 2 };
}

const between = (value: number, margin: number, length: number) =>
  Math.round(length < 2 * margin ? length / 2 : Math.min(Math.max(value, margin), length - margin));

/** The place nearest to the wanted one at which the whole table stands in its room. */
export function within(room: Room, table: Table, wanted: Place): Place {
  const half = reach(table);
  return { x: between(wanted.x, half.x, room.width), y: between(wanted.y, half.y, room.height) };
}

const snap = (value: number) => Math.round(value / STEP) * STEP;

/** Where a pointer lets go of a table. */
export const dropped = (room: Room, table: Table, { x, y }: Place): Place =>
  within(room, table, { x: snap(x), y: snap(y) });

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }; // prettier-ignore

/** Where an arrow key moves a table: a step, or a stride. Undefined for other keys. */
export function nudged(room: Room, table: Table, key: string, isFar = false): Place | undefined {
  const arrow = ARROWS[key];
  if (!arrow) return undefined;
  const by = isFar ? STRIDE : STEP;
  return within(room, table, { x: table.x + arrow[0] * by, y: table.y + arrow[1] * by });
}

const GAP = 40;

/** The first place, row by row, where a table stands clear of the others; the middle of the room where none is left. */
export function freePlace(room: Room, table: Table, tables: readonly Table[]): Place {
  const half = reach(table);
  const others = tables
    .filter((one) => one.room_id === room.room_id && one.table_id !== table.table_id)
    .map((one) => ({ place: one, half: reach(one) }));
  const isClear = ({ x, y }: Place) =>
    others.every(
      (one) =>
        Math.abs(one.place.x - x) >= one.half.x + half.x + GAP ||
        Math.abs(one.place.y - y) >= one.half.y + half.y + GAP,
    );
  for (let y = half.y + GAP; y <= room.height - half.y; y += STRIDE)
    for (let x = half.x + GAP; x <= room.width - half.x; x += STRIDE) {
      const place = within(room, table, { x, y });
      if (isClear(place)) return place;
    }
  return within(room, table, { x: room.width / 2, y: room.height / 2 });
}

const seatsOf = (plan: Plan, ids: readonly string[]) =>
  plan.tables.reduce((sum, one) => (ids.includes(one.table_id) ? sum + one.seats_max : sum), 0);

/** Take a table into a combination or out of it. Seats that nobody wrote otherwise follow its tables. */
export function joined(plan: Plan, combination: Combination, id: string): Combination {
  const has = combination.table_ids.includes(id);
  const table_ids = has ? combination.table_ids.filter((one) => one !== id) : [...combination.table_ids, id];
  const follows = combination.seats_max === Math.min(seatsOf(plan, combination.table_ids), MOST.seats);
  const seats_max = follows ? Math.min(seatsOf(plan, table_ids), MOST.seats) : combination.seats_max;
  return { ...combination, table_ids, seats_max };
}

/** Two tables of a room that stand together in no combination yet, or none. */
export function newCombination(plan: Plan): Combination | undefined {
  const isNew = (ids: string[]) => !plan.combinations.some((one) => hasSame(one.table_ids, ids));
  for (const [n, first] of plan.tables.entries())
    for (const second of plan.tables.slice(n + 1)) {
      const table_ids = [first.table_id, second.table_id];
      if (first.room_id !== second.room_id || !isNew(table_ids)) continue;
      const seats_max = Math.min(first.seats_max + second.seats_max, MOST.seats);
      const seats_min = Math.min(Math.max(first.seats_max, second.seats_max) + 1, seats_max);
      return { combination_id: newId('c'), table_ids, seats_min, seats_max, priority: 100 };
    }
  return undefined;
}

const hasSame = (ids: readonly string[], others: readonly string[]) =>
  new Set(ids).size === new Set(others).size && ids.every((id) => others.includes(id));

/** The plan without some tables, and without the combinations that need one of them. */
export const withoutTables = (plan: Plan, gone: readonly string[]): Plan => ({
  ...plan,
  tables: plan.tables.filter((one) => !gone.includes(one.table_id)),
  combinations: plan.combinations.filter((one) => !one.table_ids.some((id) => gone.includes(id))),
});

export const withoutRoom = (plan: Plan, room_id: string): Plan => ({
  ...withoutTables(plan, plan.tables.filter((one) => one.room_id === room_id).map((one) => one.table_id)),
  rooms: plan.rooms.filter((one) => one.room_id !== room_id),
}); // prettier-ignore

/** A table goes to another room: to a free place there, and out of the combinations of its old room. */
export function inRoom(plan: Plan, table_id: string, room: Room): Plan {
  const tables = plan.tables.map((one) =>
    one.table_id === table_id ? { ...one, room_id: room.room_id, ...freePlace(room, one, plan.tables) } : one,
  );
  return { ...withoutTables(plan, [table_id]), tables };
}

/** Put back what `after` lacks of `before`, where it stood; whatever else was written since stays. */
export function putBack(now: Plan, before: Plan, after: Plan): Plan {
  const rooms = merged(now.rooms, before.rooms, after.rooms, (one) => one.room_id);
  const isHoused = (table: Table) => rooms.some((one) => one.room_id === table.room_id);
  const tables = merged(now.tables, before.tables, after.tables, (one) => one.table_id).filter(isHoused);
  const isWhole = (one: Combination) => one.table_ids.every((id) => tables.some((table) => table.table_id === id));
  const all = merged(now.combinations, before.combinations, after.combinations, (one) => one.combination_id);
  return { rooms, tables, combinations: all.filter(isWhole) };
}

function merged<T>(now: readonly T[], before: readonly T[], after: readonly T[], id: (one: T) => string): T[] {
  const found = [...now];
  const lacks = (list: readonly T[], one: T) => !list.some((other) => id(other) === id(one));
  for (const [n, one] of before.entries()) if (lacks(after, one) && lacks(found, one)) found.splice(n, 0, one);
  return found;
}

/** What does not fit together, in the server's own words, so that both are shown in one way. */
export function faultsIn(plan: Plan): Fault[] {
  return [...namesIn(plan), ...placesIn(plan), ...joinsIn(plan)];
}

const fault = (pointer: string, code: string): Fault => ({ pointer, code, detail: '' });

function* namesIn(plan: Plan): Generator<Fault> {
  for (const list of ['rooms', 'tables'] as const) {
    const names = plan[list].map((one) => one.name.trim().toLowerCase());
    for (const [n, name] of names.entries()) {
      if (!name) yield fault(`/${list}/${String(n)}/name`, 'string_too_short');
      else if (names.indexOf(name) !== names.lastIndexOf(name)) yield fault(`/${list}/${String(n)}`, 'repeated');
    }
  }
}

function* sizesIn(part: object, at: string, ranges: Record<string, [number, number]>): Generator<Fault> {
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = (part as Record<string, number>)[name] ?? 0;
    if (value < least) yield fault(`${at}/${name}`, 'greater_than_equal');
    if (value > most) yield fault(`${at}/${name}`, 'less_than_equal');
  }
}

const SEATS: Record<string, [number, number]> = { seats_min: [1, MOST.seats], seats_max: [1, MOST.seats], priority: [1, MOST.priority] }; // prettier-ignore
const SIDES: Record<string, [number, number]> = { width: [1, MOST.length], height: [1, MOST.length] };

function* placesIn(plan: Plan): Generator<Fault> {
  for (const [n, room] of plan.rooms.entries()) yield* sizesIn(room, `/rooms/${String(n)}`, SIDES);
  for (const [n, table] of plan.tables.entries()) {
    const at = `/tables/${String(n)}`;
    yield* sizesIn(table, at, { ...SEATS, ...SIDES, turned: [0, 359] });
    if (table.seats_min > table.seats_max) yield fault(`${at}/seats_min`, 'order');
    const room = plan.rooms.find((one) => one.room_id === table.room_id);
    if (!room) yield fault(`${at}/room_id`, 'unknown');
    else if (table.x < 0 || table.x > room.width) yield fault(`${at}/x`, 'outside');
    else if (table.y < 0 || table.y > room.height) yield fault(`${at}/y`, 'outside');
  }
}

function* joinsIn(plan: Plan): Generator<Fault> {
  for (const [n, one] of plan.combinations.entries()) {
    const at = `/combinations/${String(n)}`;
    const tables = plan.tables.filter((table) => one.table_ids.includes(table.table_id));
    yield* sizesIn(one, at, SEATS);
    if (tables.length < 2) yield fault(`${at}/table_ids`, 'too_short');
    else if (one.table_ids.length > MOST.joined) yield fault(`${at}/table_ids`, 'too_long');
    else if (plan.combinations.slice(0, n).some((other) => hasSame(other.table_ids, one.table_ids)))
      yield fault(`${at}/table_ids`, 'overlaps');
    else if (new Set(tables.map((table) => table.room_id)).size > 1) yield fault(`${at}/table_ids`, 'apart');
    else if (one.seats_max > seatsOf(plan, one.table_ids)) yield fault(`${at}/seats_max`, 'order');
    if (one.seats_min > one.seats_max) yield fault(`${at}/seats_min`, 'order');
  }
}

const IDS = { rooms: 'room_id', tables: 'table_id', combinations: 'combination_id' } as const;
/** Where a fault of a whole part is shown. */
const WHOLE = { rooms: 'name', tables: 'name', combinations: 'table_ids' } as const;
export type Marks = Record<string, Fault>;

/**
 * Faults by the field that shows them, such as `tables/t7/seats_min`: by id, since places in a list change while
 * somebody corrects it. sent: the plan that the pointers count in.
 */
export function marksOf(faults: readonly Fault[], sent: Plan): Marks {
  const found: Marks = {};
  for (const one of faults) {
    const [list = '', n = '', field] = one.pointer.replace(/^#?\/(body\/)?/, '').split('/');
    if (!(list in IDS)) continue;
    const kind = list as keyof typeof IDS;
    const part = sent[kind][Number(n)] as Record<string, unknown> | undefined;
    if (n && part) found[`${kind}/${String(part[IDS[kind]])}/${field ?? WHOLE[kind]}`] ??= one;
  }
  return found;
}
