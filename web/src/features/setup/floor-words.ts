// What is wrong with a floor, in the person's own words.
import { lookUp } from '@/lib/i18n';
import type { Marks } from './floor';

/** The words for a field, such as `tables/t7/seats_min`; undefined where nothing is wrong. */
export function markOf(marks: Marks, name: string): string | undefined {
  const found = marks[name];
  if (!found) return undefined;
  const field = name.slice(name.lastIndexOf('/') + 1);
  return (
    lookUp('floor', `fault.${found.code}.${field}`) ??
    lookUp('floor', `fault.${found.code}`) ??
    lookUp('problems', `fault.${found.code}`) ??
    found.detail
  );
}
