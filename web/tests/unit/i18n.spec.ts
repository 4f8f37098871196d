import { afterEach, expect, it } from 'vitest';
import { lookUp, need, setLang, useT } from '@/lib/i18n';
import { keep, kept } from '@/lib/kept';

afterEach(() => setLang('en'));

it('[WEB-11] chooses the plural form of each language', async () => {
  const t = useT('shell');

  expect(t('bell', { n: 0 })).toBe('Notifications, none unread');
  expect(t('bell', { n: 1 })).toBe('Notifications, 1 unread');
  await setLang('fr');
  expect(t('bell', { n: 1 })).toBe('Notifications, 1 non lue');
  expect(t('bell', { n: 2 })).toBe('Notifications, 2 non lues');
  await setLang('ur');
  expect(t('bell', { n: 0 })).toBe('اطلاعات، کوئی نئی نہیں');
});

it('switches language and direction without a reload and remembers both', async () => {
  await setLang('ur');

  expect(document.documentElement.dir).toBe('rtl');
  expect(document.documentElement.lang).toBe('ur');
  expect(kept('lang')).toBe('ur');
});

it('begins no line of French with a mark that belongs to the word before it', async () => {
  await need('contracts');
  await setLang('fr');

  expect(useT('shell')('reference')).toBe('Référence pour l’assistance\u00a0:');
  expect(useT('contracts')('approve.title', { title: 'Croquis' })).toBe('Approuver «\u00a0Croquis\u00a0»\u00a0?');
});

it('lets what people wrote keep its own direction inside Urdu', async () => {
  await need('identity');
  await setLang('ur');

  expect(useT('identity')('confirm.text', { email: 'Ada@example.com' })).toContain('\u2068Ada@example.com\u2069');
});

it('finds no words under a key that nobody wrote', () => {
  expect(lookUp('problems', 'no-such-problem')).toBeUndefined();
});

it('survives a device that keeps nothing', () => {
  const full = { setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } }; // prettier-ignore
  const original = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { value: full, configurable: true });

  expect(keep('draft', 'text')).toBe(false);

  if (original) Object.defineProperty(globalThis, 'localStorage', original);
});
