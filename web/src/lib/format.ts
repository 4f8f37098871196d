// Money, dates and spans as people of each language write them.
import { dateFormat, numberFormat, relativeFormat } from './i18n';

// ISO 4217, as the server counts (kernel/currencies.py): Intl follows CLDR, which writes rupees without paisa.
const DIGITS: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};
const digits = new Map(
  Object.entries(DIGITS).flatMap(([places, names]) => names.split(' ').map((name) => [name, Number(places)] as const)),
);

/** How many digits a currency has behind the point: 2 for EUR and PKR, 0 for XOF. */
export const minorDigits = (currency: string) => digits.get(currency) ?? 2;

/** Write an amount in minor units; whole amounts carry no zeros behind the point. */
export function money(minor: number, currency: string): string {
  const places = minorDigits(currency);
  const fraction = minor % 10 ** places ? places : 0;
  return numberFormat({
    style: 'currency',
    currency,
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  }).format(minor / 10 ** places);
}

/** Read what a person typed as an amount; undefined when it is none or too exact for the currency. */
export function parseMoney(typed: string, currency: string): number | undefined {
  const latin = typed
    .replace(/[\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) - 0x06f0))
    .replace(/[\s\u00a0\u202f']/g, '');
  const places = minorDigits(currency);
  const match = /^(\d{1,3}(?:([.,])\d{3}(?:\2\d{3})*)|\d+)(?:([.,])(\d{1,2}))?$/.exec(latin);
  const [, first = '', grouping, point, fraction = ''] = match ?? [];
  if (!match || fraction.length > places || (grouping && grouping === point)) return undefined;
  const whole = first.replace(/[.,]/g, '');
  return Number(whole) * 10 ** places + Number(fraction.padEnd(places, '0') || 0);
}

/** Write an amount as a person would type it. */
export function typedMoney(minor: number | null | undefined, currency: string): string {
  if (minor === null || minor === undefined) return '';
  const places = minorDigits(currency);
  return (minor / 10 ** places).toFixed(minor % 10 ** places ? places : 0);
}

const instant = (value: string) => new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T12:00:00` : value);

export const day = (value: string) =>
  dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(instant(value));
export const dayAndTime = (value: string) =>
  dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(instant(value));
export const clock = (value: string) => dateFormat({ timeStyle: 'short' }).format(instant(value));
export const weekday = (value: string) =>
  dateFormat({ weekday: 'long', day: 'numeric', month: 'long' }).format(instant(value));

/** Say when something was, as short as a list wants it: today the time, this week the day, before that the date. */
export function stamp(value: string, now = Date.now()): string {
  const at = instant(value);
  if (at.toDateString() === new Date(now).toDateString()) return clock(value);
  const isNear = Math.abs(now - at.getTime()) < 6 * 86_400_000;
  return isNear ? dateFormat({ weekday: 'short' }).format(at) : day(value);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Say how far away an instant is: "in 3 days", "5 minutes ago"; beyond a month the date. */
export function ago(value: string, now = Date.now()): string {
  const seconds = (instant(value).getTime() - now) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) return day(value);
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60];
  return relativeFormat().format(Math.round(seconds / length), unit);
}

export function fileSize(bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  return numberFormat({
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(isLarge ? bytes / 1_000_000 : Math.max(1, bytes / 1_000));
}

export function duration(seconds: number): string {
  const [unit, length] = [...UNITS].find(([, size]) => seconds >= size) ?? ['second', 1];
  return numberFormat({ style: 'unit', unit, unitDisplay: 'long' }).format(Math.round(seconds / length));
}
