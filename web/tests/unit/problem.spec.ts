import { mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
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
    { pointer: '#path/account_id', detail: 'Field required', code: 'missing' },
    { pointer: '/title', detail: 'written for callers', code: 'never-heard-of' },
  ]);

  expect(wrong.fields).toEqual({
    'milestones/0/due_on': 'Fill this in',
    account_id: 'Fill this in',
    title: 'written for callers',
  });
});

it('shows a reference for our own mistakes only', () => {
  expect(told(refusal('internal-error', 500)).reference).toBe('1-2');
  expect(told(refusal('forbidden', 403)).reference).toBeUndefined();
});

it('tells a lost connection from a refusal', () => {
  expect(told(new Unreachable()).title).toBe('There is no connection to the server');
});

/** What is shown of a network that is not there, in a window that has the words of the shell alone. */
async function shownFirst() {
  vi.resetModules();
  const [{ need }, { default: Failure }, problem] = await Promise.all([
    import('@/lib/i18n'),
    import('@/ui/Failure.vue'),
    import('@/lib/api/problem'),
  ]);
  await need('shell');
  return mount(Failure, { props: { error: new problem.Unreachable() } });
}
afterEach(() => vi.doUnmock('virtual:i18n'));

it('fetches the words for what goes wrong with the first that does', async () => {
  const shown = await shownFirst();

  await vi.waitFor(() => expect(shown.text()).toContain(told(new Unreachable()).title));
});

it('says that there is no network where the words for it cannot be had', async () => {
  const known = await vi.importActual<typeof import('virtual:i18n')>('virtual:i18n');
  const none = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  vi.doMock('virtual:i18n', () => ({ ...known, loaders: { ...known.loaders, 'en/problems': none } }));

  expect((await shownFirst()).text()).toContain('No connection');
});
