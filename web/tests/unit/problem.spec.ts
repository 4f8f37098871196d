import { expect, it } from 'vitest';
import { Refusal, told, Unreachable } from '@/lib/api/problem';
import { setLang } from '@/lib/i18n';

const refusal = (type: string, status: number, errors?: { pointer: string; detail: string; code: string }[]) =>
  new Refusal({
    type: `https://guildhall.example/problems/${type}`,
    title: 'T',
    status,
    detail: 'D',
    trace_id: '1-2',
    ...(errors ? { errors } : {}),
  });

it('says in the language of the person what happened and what to do next', async () => {
  const stale = refusal('stale-version', 412);

  expect(told(stale).title).toBe('Somebody else changed this meanwhile');
  await setLang('fr');
  expect(told(stale).title).toBe('Quelqu’un d’autre a modifié ceci entre-temps');
  expect(told(stale).advice).not.toBe('');
  await setLang('en');
});

it('finds words for a problem that it has never heard of, by its status', () => {
  expect(told(refusal('somewhere/never-heard-of', 409)).title).toBe('This is not possible at the moment');
});

it('puts faults at the fields they point to, headers at none', () => {
  const wrong = refusal('invalid', 422, [
    { pointer: '/milestones/0/due_on', detail: 'Field required', code: 'missing' },
    { pointer: '#header/If-Match', detail: 'stale', code: 'stale' },
    { pointer: '/title', detail: 'written for callers', code: 'never-heard-of' },
  ]);

  expect(wrong.fields).toEqual({ 'milestones/0/due_on': 'Fill this in', title: 'written for callers' });
});

it('shows a reference for our own mistakes only', () => {
  expect(told(refusal('internal-error', 500)).reference).toBe('1-2');
  expect(told(refusal('forbidden', 403)).reference).toBeUndefined();
});

it('tells a lost connection from a refusal', () => {
  expect(told(new Unreachable()).title).toBe('There is no connection to the server');
});
