import { afterEach, expect, it } from 'vitest';
import { Refusal } from '@/lib/api/problem';
import { alternativesOf, byService, clockUntil, levelsOf, tokenOf } from '@/features/bookings/model';
import { asked, knownService, needy, paragraphs } from '@/features/venues/model';
import { addDays, addMonths, dayIn, daysOfMonth, minutesIn, mondayOf, weekdayOf } from '@/lib/zoned';
import { setLang } from '@/lib/i18n';

afterEach(() => setLang('en'));

const slot = (on: string, at: string, service = 'dinner') => ({ starts_at: `${on}T${at}:00Z`, on, at, service });

it('shows how much is free on a day against the freest of the month', () => {
  const slots = [
    ...Array.from({ length: 6 }, (_, n) => slot('2026-03-02', `1${String(n)}:00`)),
    slot('2026-03-03', '19:00'),
  ];

  expect([...levelsOf(slots)]).toEqual([
    ['2026-03-02', 3],
    ['2026-03-03', 1],
  ]);
  expect(levelsOf([]).size).toBe(0);
});

it('groups the times of one day by service, in the order of the day', () => {
  const slots = [slot('2026-03-02', '12:00', 'lunch'), slot('2026-03-02', '19:00'), slot('2026-03-03', '19:00')];

  expect(byService(slots, '2026-03-02').map((one) => [one.service, one.slots.length])).toEqual([
    ['lunch', 1],
    ['dinner', 1],
  ]);
  expect(byService(slots, undefined)).toEqual([]);
});

it('counts a hold down to nothing and not below', () => {
  const until = '2026-03-02T19:00:00Z';

  expect(clockUntil(until, Date.parse('2026-03-02T18:55:55Z'))).toBe('4:05');
  expect(clockUntil(until, Date.parse('2026-03-02T16:55:55Z'))).toBe('2:04:05');
  expect(clockUntil(until, Date.parse('2026-03-02T19:00:09Z'))).toBe('');
});

it('reads the token out of a pasted link, however it ends', () => {
  expect(tokenOf(' https://guildhall.example/reservations/manage/rsv_1.abc/?hl=fr ')).toBe('rsv_1.abc');
  expect(tokenOf('rsv_1.abc')).toBe('rsv_1.abc');
  expect(tokenOf('  ')).toBe('');
});

it('finds the nearest starts in a refusal and none in other mistakes', () => {
  const problem = {
    type: '',
    title: '',
    status: 409,
    detail: '',
    alternatives: [{ starts_at: '2026-03-02T19:00:00Z' }],
  };

  expect(alternativesOf(new Refusal(problem))).toEqual(['2026-03-02T19:00:00Z']);
  expect(alternativesOf(new Error('other'))).toEqual([]);
});

it('[CAT-13] asks the server about the guests who need something, and keeps their places', () => {
  const guests = [[], ['milk', 'nuts'], [], ['vegan']] as ('milk' | 'nuts' | 'vegan')[][];

  expect(asked({ words: ' soup ', diet: '', guests, isForAll: true })).toEqual({
    words: 'soup',
    guests: ['milk-nuts', 'vegan'],
    is_for_all: true,
  });
  expect(needy(guests).map((one) => one.index)).toEqual([1, 3]);
  expect(asked({ words: '', diet: '', guests: [[]], isForAll: true })).toEqual({});
});

it('knows the usual services by name and leaves a house its own', () => {
  expect(knownService('Dinner ')).toBe('dinner');
  expect(knownService('Chef’s table')).toBeUndefined();
});

it('begins a paragraph at a blank line only', () => {
  expect(paragraphs('One\nline.\n\n  \nTwo.')).toEqual(['One\nline.', 'Two.']);
});

it('counts days by the clocks of a place, across months, years and clock changes', () => {
  expect(dayIn('Asia/Karachi', '2026-03-02T20:30:00Z')).toBe('2026-03-03');
  expect(minutesIn('Europe/Paris', '2026-07-01T17:30:00Z')).toBe(19 * 60 + 30);
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  expect(daysOfMonth('2028-02-01')).toBe(29);
  expect(weekdayOf('2026-03-01')).toBe(7);
  expect(mondayOf('2026-03-01')).toBe('2026-02-23');
});
