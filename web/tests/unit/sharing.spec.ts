// What of a venue others show, the history of its terms, and codes in words.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { h } from 'vue';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import CalendarFeed from '@/features/setup/parts/CalendarFeed.vue';
import TermsHistory from '@/features/setup/parts/TermsHistory.vue';
import WidgetForm from '@/features/setup/parts/WidgetForm.vue';
import type { Venue } from '@/features/setup/api';
import { originOf, snippetOf } from '@/features/setup/sharing';
import { changesOf, type Terms } from '@/features/setup/terms';
import PayoutAccount from '@/features/billing/parts/PayoutAccount.vue';
import { countryName, languageCode, languageName } from '@/lib/codes';
import { need, setLang, useT } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { toasts } from '@/lib/toast';
import TagsField from '@/ui/TagsField.vue';
import { answer } from './answers';

const global = { plugins: [[VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const venue = { venue_id: 'ven_1', slug: 'chez-nour', name: 'Chez "Nour"', time_zone: 'Europe/Paris', languages: ['fr'] } as Venue; // prettier-ignore
const terms: Terms = {
  venue_id: 'ven_1', number: 1, currency: 'EUR', written_by: 'acc_1', written_at: '2026-03-02T12:00:00Z',
  deposits: [{ charge: { kind: 'per_person', amount_minor: 1_000, basis_points: null }, party_from: 6, services: [] }],
  windows: [{ minutes_before: 2_160, kept_basis_points: 5_000 }],
  no_show: { kind: 'percent', amount_minor: null, basis_points: 10_000 },
  estimate_per_person_minor: null, lead_minutes: 45, days_ahead: 60, party_most: 10,
}; // prettier-ignore

beforeAll(() => need('sharing', 'setup', 'billing', 'problems'));
enableAutoUnmount(afterEach);
afterEach(async () => {
  vi.unstubAllGlobals();
  queryClient.clear();
  toasts.splice(0);
  await setLang('en');
});

it('shows the secret address of a calendar once, whole, with a way into a calendar program', async () => {
  answer({ 'POST /v1/venues/ven_1/calendar-feed': { is_open: true, updated_at: '2026-03-02T12:00:00Z', path: '/v1/public/calendars/tok' } }); // prettier-ignore
  const page = mount(CalendarFeed, { props: { venue, feed: { is_open: false, updated_at: null } }, global });

  await page.get('button').trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain(`${location.origin}/v1/public/calendars/tok`));

  expect(page.get('a').attributes('href')).toMatch(/^webcal:\/\/.*\/v1\/public\/calendars\/tok$/);
  expect(page.emitted('changed')).toHaveLength(1);
});

it('chooses the address for the keys where the clipboard is closed', async () => {
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: () => Promise.reject(new Error('blocked')) } });
  answer({ 'POST /v1/venues/ven_1/calendar-feed': { is_open: true, updated_at: null, path: '/v1/public/calendars/tok' } }); // prettier-ignore
  const page = mount(CalendarFeed, { props: { venue, feed: { is_open: false, updated_at: null } }, global, attachTo: document.body }); // prettier-ignore
  await page.get('button').trigger('click');
  await vi.waitFor(() => expect(page.find('code').exists()).toBe(true));

  await page.get('button[aria-label^="Copy"]').trigger('click');
  await flushPromises();

  expect(getSelection()?.toString()).toContain('/v1/public/calendars/tok');
  expect(toasts).toHaveLength(0);
});

it('asks before an address that programs use ends', async () => {
  const sent = answer({ 'DELETE /v1/venues/ven_1/calendar-feed': { is_open: false, updated_at: null } });
  const page = mount(CalendarFeed, { props: { venue, feed: { is_open: true, updated_at: '2026-03-02T12:00:00Z' } }, global, attachTo: document.body }); // prettier-ignore
  await page.get('.btn-danger').trigger('click');
  await vi.waitFor(() => expect(document.querySelector('[role=dialog] .btn-danger')).toBeTruthy());
  expect(sent).toHaveLength(0);

  document.querySelector<HTMLElement>('[role=dialog] .btn-danger')?.click();
  await vi.waitFor(() => expect(sent.map((one) => one.method)).toEqual(['DELETE']));
});

it('takes of a pasted address the site alone, and names what is none at its field', async () => {
  expect(originOf(' https://Chez-Nour.example/contact?x=1 ')).toBe('https://chez-nour.example');
  expect(originOf('www.chez-nour.example')).toBe('https://www.chez-nour.example');
  expect(originOf('not a site')).toBe('not a site');
  const sent = answer({ 'PUT /v1/venues/ven_1/site/widget': { origins: ['https://chez-nour.example'], updated_at: null, version: 2 } }); // prettier-ignore
  const form = { render: () => h(WidgetForm, { venue, widget: { origins: [], updated_at: null, version: 1 } }) };
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: form }] });
  await router.push('/');
  const page = mount(RouterView, { global: { plugins: [...global.plugins, router] } });

  await page.get('input').setValue('http://chez-nour.example');
  await page.get('form').trigger('submit');
  await vi.waitFor(() => expect(page.get('input').attributes('aria-invalid')).toBe('true'));
  expect(sent).toHaveLength(0);
  await page.get('input').setValue('chez-nour.example/menu');
  await page.get('form').trigger('submit');
  await vi.waitFor(() => expect(page.findComponent(WidgetForm).emitted('saved')).toHaveLength(1));

  expect(await sent[0]?.json()).toEqual({ origins: ['https://chez-nour.example'] });
  expect(sent[0]?.headers.get('if-match')).toBe('"1"');
});

it('writes the lines for a site, with what people wrote made harmless', () => {
  const card = snippetOf({ kind: 'card', language: 'ur', width: 320 }, venue, 'https://g.example', 'Book');
  const link = snippetOf({ kind: 'link', language: '', width: null }, venue, 'https://g.example', 'Book & dine');

  expect(card).toContain('src="https://g.example/v1/public/venues/chez-nour/site/widget/frame?language=ur"');
  expect(card).toContain('title="Chez &quot;Nour&quot;"');
  expect(card).toContain('width:320px');
  expect(link).toBe('<a href="https://g.example/venues/chez-nour/book">Book &amp; dine</a>');
});

it('says what changed from one version of the terms to the next, and opens a version whole', async () => {
  const next: Terms = { ...terms, number: 2, party_most: 12, windows: [] };
  answer({
    'GET /v1/venues/ven_1/policy/versions': { items: [next, terms], next_cursor: null },
    'GET /v1/venues/ven_1/policy/versions/1': terms,
  });
  const page = mount(TermsHistory, { props: { venue }, global, attachTo: document.body });
  await vi.waitFor(() => expect(page.text()).toContain('Version 2'));

  const [first, second] = page.findAll('li');
  expect(first?.findAll('dt').map((one) => one.text())).toEqual(['Largest party online', 'If guests cancel']);
  expect(first?.get('del').text()).toBe('10');
  expect(first?.get('ins').text()).toBe('12');
  expect(first?.text()).toContain('Until 36 hours before: 50% is kept');
  expect(second?.text()).toContain('The first terms');
  await second?.get('button').trigger('click');
  await vi.waitFor(() => expect(document.querySelector('[role=dialog]')?.textContent).toContain('From 6 guests: €10 per guest')); // prettier-ignore
});

it('finds no change between versions that say the same', () => {
  expect(changesOf({ ...terms, number: 2 }, terms, useT('setup'))).toEqual([]);
});

it('names languages and countries in the words of who reads, and reads such a name', async () => {
  expect(languageName('fr')).toBe('French');
  expect(languageCode('french')).toBe('fr');
  expect(countryName('PK')).toBe('Pakistan');
  await setLang('fr');
  expect(languageName('fr')).toBe('français');
  expect(languageCode('Ourdou')).toBe('ur');
  expect(languageName('made up')).toBe('made up');
});

it('keeps a language by its code and shows it by its name', async () => {
  const page = mount(TagsField, { props: { modelValue: ['ur'], label: 'Languages', removeLabel: 'Remove', named: languageName, read: languageCode } }); // prettier-ignore

  await page.get('input').setValue('French');
  await page.get('input').trigger('keydown', { key: 'Enter' });

  expect(page.text()).toContain('Urdu');
  expect(page.emitted('update:modelValue')?.[0]).toEqual([['ur', 'fr']]);
});

it('asks the provider about a payout account now', async () => {
  const account = { expert_id: 'acc_1', country: 'FR', is_payable: false, onboarding_url: null, onboarding_expires_at: null, failure: null, missing: [], bank_failure: null }; // prettier-ignore
  const sent = answer({ 'GET /v1/payout-account': account, 'POST /v1/payout-account/check': () => [202, account] });
  const page = mount(PayoutAccount, { global });
  await vi.waitFor(() => expect(page.text()).toContain('Check again'));

  await page.findAll('button').find((one) => one.text() === 'Check again')?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(toasts).toHaveLength(1));

  expect(sent.filter((one) => one.method === 'POST')).toHaveLength(1);
});
