// Days and times as the clocks of a place show them, wherever the person who looks may be.
import { dateFormat } from './i18n';

const DAY_MS = 86_400_000;

/** A calendar day as `YYYY-MM-DD`. */
export type Day = string;

/** By time zone: to make one takes longer than to read a hundred clocks by it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks and calendars of a time zone show: `year`, `month`, `day`, `hour`, `minute`, two digits at least. */
function partsIn(zone: string, at: Date | string): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const two = '2-digit' as const;
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' }); // prettier-ignore
  clocks.set(zone, clock);
  return Object.fromEntries(clock.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
}

/** The day that it is in a time zone. */
export function dayIn(zone: string, at: Date | string = new Date()): Day {
  const { year = '', month = '', day = '' } = partsIn(zone, at);
  return `${year}-${month}-${day}`;
}

/** Minutes after midnight on the clocks of a time zone. */
export function minutesIn(zone: string, at: Date | string): number {
  const { hour, minute } = partsIn(zone, at);
  return Number(hour) * 60 + Number(minute);
}

// Days are counted at noon UTC, where no clock change reaches.
const noon = (on: Day) => new Date(`${on}T12:00:00Z`);

export function addDays(on: Day, count: number): Day {
  return new Date(noon(on).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of another month, or that month's last one. */
export function addMonths(on: Day, count: number): Day {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(day, last))).toISOString().slice(0, 10);
}

export const firstOfMonth = (on: Day): Day => `${on.slice(0, 7)}-01`;
export const daysOfMonth = (on: Day) => new Date(Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)), 0)).getUTCDate(); // prettier-ignore

/** ISO 8601: Monday is 1. */
export const weekdayOf = (on: Day) => noon(on).getUTCDay() || 7;
export const mondayOf = (on: Day): Day => addDays(on, 1 - weekdayOf(on));

const shown = (on: Day, options: Intl.DateTimeFormatOptions) =>
  dateFormat({ ...options, timeZone: 'UTC' }).format(noon(on));

export const longDay = (on: Day) => shown(on, { weekday: 'long', day: 'numeric', month: 'long' });
export const shortDay = (on: Day) => shown(on, { weekday: 'short', day: 'numeric', month: 'short' });
export const monthName = (on: Day) => shown(on, { month: 'long', year: 'numeric' });
export const weekdayName = (number: number, width: 'long' | 'short' | 'narrow' = 'long') =>
  shown(addDays('2024-01-01', number - 1), { weekday: width });
export const dayNumber = (on: Day) => shown(on, { day: 'numeric' });

export const timeIn = (zone: string, at: string) => dateFormat({ timeStyle: 'short', timeZone: zone }).format(new Date(at)); // prettier-ignore
export const dayAndTimeIn = (zone: string, at: string) =>
  dateFormat({ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(at)); // prettier-ignore

/** A wall time (`19:30`) as people of the language write it. */
export const wallTime = (at: string) =>
  dateFormat({ timeStyle: 'short', timeZone: 'UTC' }).format(new Date(`2024-01-01T${at}:00Z`));

/** What the clocks of a time zone show: `2026-03-02T19:30`. */
export function wallIn(zone: string, at: string): string {
  const minutes = minutesIn(zone, at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${dayIn(zone, at)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The instant at which the clocks of a time zone show a wall time; of two, the first; of none, the one after the gap. */
export function instantOf(zone: string, on: Day, minutes = 0): string {
  const wall = Date.parse(`${on}T00:00:00Z`) + minutes * 60_000;
  // Two looks are enough: the offset on either side of a change of clocks.
  const offsetAt = (at: number) => Date.parse(`${dayIn(zone, new Date(at))}T00:00:00Z`) + minutesIn(zone, new Date(at)) * 60_000 - Math.floor(at / 60_000) * 60_000; // prettier-ignore
  const first = wall - offsetAt(wall - DAY_MS / 2);
  const second = wall - offsetAt(first);
  return new Date(Math.max(first, second)).toISOString();
}

/** The time zone of this device. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A wall time of `datetime-local`, as the clocks of a time zone show it, as an instant. */
export function instantAt(zone: string, wall: string): string {
  const [day = '', time = ''] = wall.split('T');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instantOf(zone, day, hours * 60 + minutes);
}
