// What a person wants to be told, when, and by which rules: each part saves its own and leaves the others' alone.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import PreferencesPage from '@/features/notifications/pages/PreferencesPage.vue';
import OwnRules from '@/features/notifications/parts/OwnRules.vue';
import Rhythm from '@/features/notifications/parts/Rhythm.vue';
import type { Schemas } from '@/lib/api/client';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const TALK = 'cnv_01J8Z3K4M5N6P7Q8R9S0T1V2W3';
const CONTRACT = 'ctr_01J8Z3K4M5N6P7Q8R9S0T1V2W3';
const talks = { items: [{ conversation_id: TALK, contract_id: CONTRACT, title: 'New kitchen' }], next_cursor: null };
const off = (type: Schemas['Type'], label: string) => ({
  type,
  label,
  in_app: true,
  email: false,
  push: false,
  sms: null,
  slack: false,
});
const stale = { type: 'https://guildhall.example/problems/stale-version', title: '', status: 412, detail: '' };

let now: Schemas['PreferencesOut'];
let refusal: { type: string; title: string; status: number; detail: string; errors?: object[] } | undefined;
/** What another device does the moment before something is saved here. */
let happens: (() => void) | undefined;
let sent: Request[];
let page: VueWrapper | undefined;

beforeEach(async () => {
  await need('notifications', 'identity', 'problems');
  queryClient.clear();
  refusal = happens = undefined;
  now = {
    version: 4,
    choices: [off('message_received', 'New messages'), off('payout_paid', 'Payouts')],
    rhythm: {
      time_zone: 'Europe/Paris',
      quiet_from: null,
      quiet_until: null,
      digest: 'off',
      unread_minutes: 0,
      is_zone_known: true,
    },
    rules: [{ does: 'in_app_only', type: null, about: TALK }],
  };
  sent = answer({
    'GET /v1/notification-preferences': () => [200, structuredClone(now)],
    'PUT /v1/notification-preferences': (asked) => {
      happens?.();
      happens = undefined;
      const found = refusal ?? (asked.headers.get('if-match') === `"${now.version}"` ? undefined : stale);
      return [found?.status ?? 200, found ?? now];
    },
    'GET /v1/conversations': talks,
    'GET /v1/push/subscriptions': { items: [] },
    'GET /v1/notification-preferences/phone': { phone: null, awaited: null, is_stopped: false },
    'GET /v1/notification-preferences/slack': { address: null, awaited: null },
  });
});
afterEach(async () => {
  page?.unmount();
  await setLang('en');
});

const wait = (look: () => void) => vi.waitFor(look);
async function opened(part: object): Promise<VueWrapper> {
  const global = { plugins: [[VueQueryPlugin, { queryClient }] as never], stubs: { AccountTabs: true } };
  page = mount(part, { global, attachTo: document.body });
  await wait(() => expect(page?.find('form select, form table').exists()).toBe(true));
  return page;
}
const puts = () => sent.filter((one) => one.method === 'PUT');
const lastPut = async () => {
  const put = puts().at(-1);
  return { match: put?.headers.get('if-match'), body: (await put?.clone().json()) as Schemas['PreferencesIn'] };
};
/** The control of a label. */
function field(name: string) {
  if (!page) throw new Error('nothing is open');
  const label = page.findAll('label').find((one) => one.text().startsWith(name));
  return page.find(`[id="${label?.attributes('for') ?? ''}"]`);
}
const fault = (name: string) => page?.find(`[id="${field(name).attributes('id') ?? ''}-error"]`).text();
/** Another device saves. */
const meanwhile = (changed: Partial<typeof now>) => (now = { ...now, ...changed, version: now.version + 1 });

it('saves when a person is told, and sends the switches as the server has them', async () => {
  const part = await opened(Rhythm);
  await field('Your time zone').setValue('Asia/Karachi');
  await field('Quiet from').setValue('22:00');
  await field('Quiet until').setValue('07:30');
  await field('Letters').setValue('weekly');
  await field('Minutes').setValue('30');
  await part.find('form').trigger('submit');
  await wait(() => expect(puts()).toHaveLength(1));

  const { match, body } = await lastPut();
  expect(match).toBe('"4"');
  expect(body.rhythm).toEqual({ time_zone: 'Asia/Karachi', quiet_from: '22:00', quiet_until: '07:30', digest: 'weekly', unread_minutes: 30, is_zone_chosen: true }); // prettier-ignore
  expect(body.choices[0]).toEqual({
    type: 'message_received',
    in_app: true,
    email: false,
    push: false,
    sms: false,
    slack: false,
  });
  expect(body).not.toHaveProperty('rules');
});

it('takes the time zone of the device where the person asks for it', async () => {
  const own = Intl.DateTimeFormat().resolvedOptions();
  const told = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...own, timeZone: 'Asia/Karachi' }); // prettier-ignore
  const part = await opened(Rhythm);
  told.mockRestore();
  await part.find('button[type=button]').trigger('click');

  expect((field('Your time zone').element as HTMLSelectElement).value).toBe('Asia/Karachi');
  expect(part.find('button[type=button]').exists()).toBe(false);
});

it('shows at its field what is wrong with the times, before and after asking the server', async () => {
  const part = await opened(Rhythm);
  await field('Quiet from').setValue('22:00');
  await field('Minutes').setValue('1441');
  await part.find('form').trigger('submit');
  await wait(() => expect(fault('Quiet until')).toBe('Fill this in'));
  expect(fault('Minutes')).toBe('This is too large');
  expect(puts()).toHaveLength(0);

  await field('Quiet until').setValue('22:00');
  await field('Minutes').setValue('10');
  await part.find('form').trigger('submit');
  await wait(() => expect(fault('Quiet until')).toBe('This is not possible here'));

  await field('Quiet until').setValue('06:00');
  refusal = { type: 'https://guildhall.example/problems/invalid-request', title: '', status: 422, detail: '', errors: [{ pointer: '/rhythm/time_zone', detail: 'no zone', code: 'value_error' }] }; // prettier-ignore
  await part.find('form').trigger('submit');
  await wait(() => expect(field('Your time zone').attributes('aria-invalid')).toBe('true'));
  expect((field('Quiet until').element as HTMLInputElement).value).toBe('06:00');
});

it('keeps what was typed when another device changed the same meanwhile, until it is saved once more', async () => {
  const part = await opened(Rhythm);
  await field('Quiet from').setValue('23:00');
  await field('Quiet until').setValue('06:00');
  happens = () =>
    meanwhile({
      rhythm: { ...now.rhythm, quiet_from: '20:00', quiet_until: '06:00', digest: 'daily' },
      choices: now.choices.map((one) => ({ ...one, email: one.type === 'message_received' })),
    });
  await part.find('form').trigger('submit');
  await wait(() => expect(part.find('[role=alert]').text()).toContain('Another device'));
  expect(puts()).toHaveLength(1);
  await part.find('form').trigger('submit');
  await wait(() => expect(puts()).toHaveLength(2));

  const { match, body } = await lastPut();
  expect(match).toBe('"5"');
  expect(body.rhythm).toMatchObject({ quiet_from: '23:00', quiet_until: '06:00', digest: 'daily' });
  expect(body.choices[0]).toMatchObject({ type: 'message_received', email: true });
});

it('saves at once over what the device itself told meanwhile: the zone in which it is', async () => {
  now.rhythm = { ...now.rhythm, time_zone: 'UTC', is_zone_known: false };
  const part = await opened(Rhythm);
  await field('Letters').setValue('weekly');
  happens = () => meanwhile({ rhythm: { ...now.rhythm, time_zone: 'Asia/Karachi', is_zone_known: true } });
  await part.find('form').trigger('submit');
  await wait(() => expect(puts()).toHaveLength(2));

  const { match, body } = await lastPut();
  expect(match).toBe('"5"');
  expect(body.rhythm).toMatchObject({ digest: 'weekly', time_zone: 'Asia/Karachi' });
  expect(part.find('[role=alert]').exists()).toBe(false);
});

it('turns a switch over those that another device turned meanwhile, and no more than once', async () => {
  const part = await opened(PreferencesPage);
  const save = () => part.findAll('form').find((one) => one.find('table').exists())?.trigger('submit'); // prettier-ignore
  const turned = (type: string, change: object) => now.choices.map((one) => (one.type === type ? { ...one, ...change } : one)); // prettier-ignore
  await part.find('input[aria-label="Payouts: Push"]').setValue(true);
  happens = () => meanwhile({ choices: turned('message_received', { email: true }) });
  await save();
  await wait(() => expect(puts()).toHaveLength(2));
  expect((await lastPut()).body.choices).toMatchObject([{ email: true, push: false }, { email: false, push: true }]); // prettier-ignore
  expect((await lastPut()).match).toBe('"5"');

  now = { ...now, choices: turned('payout_paid', { push: true }) };
  await queryClient.invalidateQueries({ queryKey: ['preferences'] });
  happens = () => {
    meanwhile({});
    refusal = stale; // whoever is always faster
  };
  await part.find('input[aria-label="Payouts: By e-mail"]').setValue(true);
  await save();
  await wait(() => expect(part.find('[role=alert]').text()).toContain('Another device'));
  expect(puts()).toHaveLength(4);
});

it('saves no switch that the person did not turn over what another device turned', async () => {
  const part = await opened(PreferencesPage);
  await part.find('input[aria-label="Payouts: Push"]').setValue(true);
  meanwhile({ choices: now.choices.map((one) => ({ ...one, email: one.type === 'message_received' })) });
  await queryClient.invalidateQueries({ queryKey: ['preferences'] });
  await part
    .findAll('form')
    .find((one) => one.find('table').exists())
    ?.trigger('submit');
  await wait(() => expect(puts()).toHaveLength(1));

  const { body } = await lastPut();
  expect(body.choices).toMatchObject([
    { email: true, push: false },
    { email: false, push: true },
  ]);
  expect(body).not.toHaveProperty('rhythm');
});

it('keeps what is being typed while the language changes', async () => {
  await opened(Rhythm);
  await field('Quiet from').setValue('23:00');
  const input = field('Quiet from').element as HTMLInputElement;
  await setLang('ur');
  await flushPromises();

  expect(input.isConnected).toBe(true);
  expect(input.value).toBe('23:00');
});

it('adds a rule for one contract, and replaces the one that is for the same', async () => {
  const part = await opened(OwnRules);
  await wait(() => expect(part.text()).toContain('Conversation: New kitchen'));
  await part.find('form').trigger('submit');
  await wait(() => expect(fault('What')).toBe('Fill this in'));

  await field('What').setValue('payout_paid');
  await field('About').setValue(CONTRACT);
  await field('Then').setValue('at_once');
  await part.find('form').trigger('submit');
  await wait(() => expect(puts()).toHaveLength(1));
  expect((await lastPut()).body.rules).toEqual([
    ...now.rules,
    { does: 'at_once', type: 'payout_paid', about: CONTRACT },
  ]);
  expect((await lastPut()).body).not.toHaveProperty('rhythm');

  await wait(() => expect((field('About').element as HTMLSelectElement).value).toBe(''));
  await field('About').setValue(TALK);
  await field('Then').setValue('at_once');
  await part.find('form').trigger('submit');
  await wait(() => expect(puts()).toHaveLength(2));
  expect((await lastPut()).body.rules).toEqual([{ does: 'at_once', type: null, about: TALK }]);
});

it('shows at its field what the server refuses in a rule', async () => {
  const part = await opened(OwnRules);
  refusal = { type: 'https://guildhall.example/problems/invalid-request', title: '', status: 422, detail: '', errors: [{ pointer: '/rules/1/about', detail: 'no id', code: 'string_pattern_mismatch' }] }; // prettier-ignore
  await wait(() => expect(part.find('optgroup').exists()).toBe(true));
  await field('About').setValue(CONTRACT);
  await part.find('form').trigger('submit');

  await wait(() => expect(fault('About')).toBe('This has not the right form'));
  expect((field('About').element as HTMLSelectElement).value).toBe(CONTRACT);
});

it('removes a rule, but not from a list that another device changed meanwhile', async () => {
  const part = await opened(OwnRules);
  const remove = () => part.find('li button');
  await wait(() => expect(remove().attributes('aria-label')).toBe('Remove Everything, Conversation: New kitchen'));
  meanwhile({ rules: [...now.rules, { does: 'at_once', type: 'payout_paid', about: null }] });
  await remove().trigger('click');
  await wait(() => expect(part.find('[role=alert]').text()).toContain('as they are now'));
  await wait(() => expect(part.findAll('li')).toHaveLength(2));

  await remove().trigger('click');
  await wait(() => expect(document.activeElement?.id).toBe('rules'));
  const { match, body } = await lastPut();
  expect(match).toBe('"5"');
  expect(body.rules).toEqual([{ does: 'at_once', type: 'payout_paid', about: null }]);
});

it('says that there are as many rules as there can be', async () => {
  now.rules = Array.from({ length: 20 }, (_, n) => ({
    does: 'at_once' as const,
    type: null,
    about: `${TALK.slice(0, -2)}${n + 10}`,
  }));
  const part = mount(OwnRules, { global: { plugins: [[VueQueryPlugin, { queryClient }] as never] } });
  await wait(() => expect(part.text()).toContain('There are 20 rules'));

  expect(part.find('form').exists()).toBe(false);
  part.unmount();
});
