import { dayIn, minutesIn, type Day } from '@/lib/zoned';
import type { Card, State, Step, Table } from './api';

export const STATES = ['held', 'awaiting_deposit', 'confirmed', 'seated', 'finished', 'cancelled', 'no_show'] as const;
export const TONES: Record<State, string | undefined> = { held: 'hold', awaiting_deposit: 'hold', confirmed: 'action', seated: 'paid', finished: undefined, cancelled: 'alert', no_show: 'alert' }; // prettier-ignore

/** What takes a table: holds that lapsed and what is over do not. */
export const isLive = (card: Card, now: number) =>
  card.state === 'confirmed' ||
  card.state === 'seated' ||
  card.state === 'awaiting_deposit' ||
  (card.state === 'held' && card.held_until !== null && Date.parse(card.held_until) > now);

/** What can be done with a card in a list, the likeliest first. */
export function stepsOf(card: Pick<Card, 'state' | 'has_bill' | 'starts_at'>, now: number): Step[] {
  if (card.state === 'confirmed') return Date.parse(card.starts_at) < now ? ['seat', 'no_show'] : ['seat'];
  if (card.state === 'seated') return card.has_bill ? ['finish'] : ['bill', 'finish'];
  return [];
}

/** The names of tables as staff know them, in the order of the plan. */
export const tableNames = (ids: readonly string[], tables: readonly Table[]) =>
  ids.map((id) => tables.find((one) => one.table_id === id)?.name ?? id).join(' + ');

export const QUARTER = 15;
export const toQuarter = (minutes: number) => Math.round(minutes / QUARTER) * QUARTER;
/** `19:30` of minutes after midnight; the small hours belong to the evening before. */
export const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
export const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

const DAY_MINUTES = 1440;

/** Minutes after midnight of a day on the venue's clocks; of another day, before 0 or after 1440. */
export function minutesOn(zone: string, on: Day, at: string): number {
  const day = dayIn(zone, at);
  const away = day === on ? 0 : Math.round((Date.parse(day) - Date.parse(on)) / 86_400_000);
  return minutesIn(zone, at) + away * DAY_MINUTES;
}

export interface Placed {
  card: Card;
  /** Minutes after midnight of the day that is shown. */
  begins: number;
  ends: number;
}

/** The hours that a day's screen shows: those of its reservations and services, whole hours, at least six. */
export function hoursOf(placed: readonly Pick<Placed, 'begins' | 'ends'>[], usual = { from: 720, to: 1380 }) {
  const from = Math.min(usual.from, ...placed.map((one) => one.begins));
  const to = Math.max(usual.to, ...placed.map((one) => one.ends));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}
