// A Slack address: given once, proven by a code, shown by its end only, tried out, and a column of what goes there.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import PreferencesPage from '@/features/notifications/pages/PreferencesPage.vue';
import SlackAddress from '@/features/notifications/parts/SlackAddress.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const PATH = '/v1/notification-preferences/slack';
const URL = 'https://hooks.slack.com/services/T000/B000/abcdWXYZ';
const shown = 'hooks.slack.com…WXYZ';
const none = { address: null, awaited: null };
const problem = (slug: string, pointer: string, code: string) => ({ type: `https://guildhall.example/problems/${slug}`, title: '', status: 422, detail: '', errors: [{ pointer, detail: code, code }] }); // prettier-ignore
const global = { plugins: [[VueQueryPlugin, { queryClient }] as never], stubs: { AccountTabs: true } };
const wait = (look: () => void) => vi.waitFor(look);

it('takes an address, keeps it on no screen, and takes its code back, showing what is wrong at its field', async () => {
  await need('notifications', 'problems', 'refusals');
  queryClient.clear();
  let now: object = none;
  let isRight = false;
  const sent = answer({
    [`GET ${PATH}`]: () => [200, now],
    [`PUT ${PATH}`]: () =>
      isRight
        ? [200, (now = { ...none, awaited: shown })]
        : [422, problem('notifications/slack-address-invalid', '/url', 'url_refused')],
    [`POST ${PATH}/confirm`]: () =>
      isRight
        ? [200, (now = { ...none, address: shown })]
        : [422, problem('notifications/slack-code-wrong', '/code', 'wrong')],
    [`POST ${PATH}/test`]: () => [204, undefined],
    [`DELETE ${PATH}`]: () => ((now = none), [204, undefined]),
  });
  const page = mount(SlackAddress, { global });
  await wait(() => expect(page.find('input[type=url]').exists()).toBe(true));
  const url = page.find('input[type=url]');
  await url.setValue('http://10.0.0.1/');
  await page.find('form').trigger('submit');
  await wait(() => expect(url.attributes('aria-invalid')).toBe('true'));
  expect(page.text()).toContain('begins with https://');
  isRight = true;
  await url.setValue(` ${URL}`);
  await page.find('form').trigger('submit');
  await wait(() => expect(page.text()).toContain(`Code sent to ${shown}`));
  expect(
    await sent
      .filter((one) => one.method === 'PUT')
      .at(-1)
      ?.json(),
  ).toEqual({ url: URL });
  expect((page.find('input[type=url]').element as HTMLInputElement).value).toBe('');

  isRight = false;
  const code = page.find('input[autocomplete=one-time-code]');
  await code.setValue('111111');
  await page.findAll('form')[1]?.trigger('submit');
  await wait(() => expect(code.attributes('aria-invalid')).toBe('true'));
  isRight = true;
  await code.setValue('222222');
  await page.findAll('form')[1]?.trigger('submit');
  const button = (name: string) => page.findAll('button').find((one) => one.text() === name);
  await wait(() => expect(button('Send a test')?.exists()).toBe(true));
  expect(page.text()).not.toContain('Code sent');

  await button('Send a test')?.trigger('click');
  await wait(() => expect(sent.some((one) => one.url.endsWith('/slack/test'))).toBe(true));
  await button('Forget this address')?.trigger('click');
  await wait(() => expect(page.text()).not.toContain(shown));
  page.unmount();
});

it('has a column of what goes there once there is an address, and saves its switches', async () => {
  await need('notifications', 'identity', 'problems');
  queryClient.clear();
  let now: object = none;
  const choice = {
    type: 'payout_paid',
    label: 'Payouts',
    in_app: true,
    email: true,
    push: true,
    sms: null,
    slack: false,
  };
  const rhythm = { time_zone: 'UTC', quiet_from: null, quiet_until: null, digest: 'off', unread_minutes: 0, is_zone_known: true }; // prettier-ignore
  const preferences = { version: 1, choices: [choice], rhythm, rules: [] };
  const sent = answer({
    [`GET ${PATH}`]: () => [200, now],
    'GET /v1/notification-preferences': () => [200, structuredClone(preferences)],
    'PUT /v1/notification-preferences': () => [200, preferences],
    'GET /v1/notification-preferences/email': { address: 'a@b.example', is_confirmed: true, trouble: null, stopped_at: null }, // prettier-ignore
    'GET /v1/notification-preferences/phone': { phone: null, awaited: null, is_stopped: false },
    'GET /v1/push/subscriptions': { items: [] },
    'GET /v1/conversations': { items: [], next_cursor: null },
  });
  const page = mount(PreferencesPage, { global });
  await wait(() => expect(page.findAll('thead th')).toHaveLength(5));
  now = { ...none, address: shown };
  await queryClient.invalidateQueries({ queryKey: ['slack'] });
  await wait(() => expect(page.findAll('thead th')).toHaveLength(6));
  await page.find('input[aria-label="Payouts: Slack"]').setValue(true);
  await page
    .findAll('form')
    .find((one) => one.find('table').exists())
    ?.trigger('submit');

  await wait(() => expect(sent.some((one) => one.method === 'PUT')).toBe(true));
  const body = (await sent.find((one) => one.method === 'PUT')?.json()) as { choices: object[] };
  expect(body.choices).toEqual([
    { type: 'payout_paid', in_app: true, email: true, push: true, sms: false, slack: true },
  ]);
  page.unmount();
});
