// What the numbers of settings say to a person. Their units stand at the end of their names.
import type { Schemas } from '@/lib/api/client';
import { lookUp, numberFormat } from '@/lib/i18n';

export type Setting = Schemas['SettingOut'];

const DAY = 86_400;
const LENGTHS = [
  ['day', DAY],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const measured = (value: number, unit: string) =>
  numberFormat({ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 2 }).format(value);

function span(seconds: number): string {
  const [unit, length] = LENGTHS.find(([, size]) => seconds >= size) ?? ['second', 1];
  return measured(seconds / length, unit);
}

/** What stands for each value of a setting that is a choice; undefined for one that is a number. */
export function choicesOf({ name, least, most }: Setting): { value: string; label: string }[] | undefined {
  const kind = name.endsWith('_mode') ? 'mode' : least === 0 && most === 1 ? 'switch' : undefined;
  if (!kind) return undefined;
  return Array.from({ length: most - least + 1 }, (_, n) => {
    const value = String(least + n);
    return { value, label: lookUp('settings', `${kind}.${value}`) ?? value };
  });
}

/** Write a value of a setting in the unit that people count it in. */
export function reading(setting: Setting, value: number): string {
  const { name } = setting;
  if (name.endsWith('_seconds')) return span(value);
  if (name.endsWith('_days')) return measured(value, 'day');
  if (name.endsWith('_basis_points'))
    return numberFormat({ style: 'percent', maximumFractionDigits: 2 }).format(value / 10_000);
  return choicesOf(setting)?.find((one) => one.value === String(value))?.label ?? numberFormat().format(value);
}
