// Announcements, from a draft to what became of them, and the figures of everything that people are told.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { bodyOf, draftOf, grouped, OUTCOMES, placed, type Figures } from '@/features/announcements/announcements';
import { routes } from '@/features/announcements/routes';
import type { Schemas } from '@/lib/api/client';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { toasts } from '@/lib/toast';
import { answer, type Answers } from './answers';

type Announcement = Schemas['AnnouncementOut'];
const AT = '/v1/announcements/ann_1';
const draft: Announcement = {
  announcement_id: 'ann_1', version: 3, kind: 'service', state: 'draft', link: '/projects', send_at: null, ended_at: null, reached: 0, created_by: 'acc_1', created_at: '2026-03-01T10:00:00Z', sent_by: null,
  texts: [{ language: 'en', title: 'New hours', body: 'From Monday on.' }, { language: 'ur', title: 'نئے اوقات', body: 'پیر سے۔' }],
  segment: { roles: ['client'], languages: ['ur'], is_verified: null, joined_from: null, joined_before: null, countries: [], seen_within_days: null, unseen_for_days: null },
}; // prettier-ignore
const none = Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as unknown as Figures;
const figures = (given: Partial<Figures>): Figures => ({ ...none, ...given });
const answers: Answers = {
  [`GET ${AT}`]: draft,
  [`GET ${AT}/estimate`]: { people: 7, is_exact: true },
  [`GET ${AT}/figures`]: { items: [] },
  'GET /v1/profiles/acc_1': () => [404, { type: 'about:blank', title: 'unknown', status: 404 }],
};

beforeAll(() => need('shell', 'announcements', 'problems'));
beforeEach(() => toasts.splice(0));
enableAutoUnmount(afterEach);
afterEach(async () => {
  vi.unstubAllGlobals();
  queryClient.clear();
  await setLang('en');
});

async function opened(path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] }, attachTo: document.body }); // prettier-ignore
  return { page, router };
}
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const inside = async (name: string) => {
  await vi.waitFor(() => expect(dialog()?.textContent).toContain(name));
  return [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === name);
};
type Page = Awaited<ReturnType<typeof opened>>['page'];
const button = (page: Page, name: string) => page.findAll('button').find((one) => one.text() === name);
const bodyOfSent = async (sent: Request[], method: string) => (await sent.find((one) => one.method === method)?.json()) as object; // prettier-ignore

it('lists announcements in the reader’s language, with how far each has come, page by page', async () => {
  await setLang('ur');
  const sent = { ...draft, announcement_id: 'ann_2', state: 'sent', reached: 1, ended_at: '2026-03-02T10:00:00Z' };
  answer({
    'GET /v1/announcements': (asked) =>
      asked.url.includes('cursor=next')
        ? [200, { items: [{ ...draft, announcement_id: 'ann_3', texts: [{ language: 'en', title: 'Third', body: '' }] }], next_cursor: null }] // prettier-ignore
        : [200, { items: Array.from({ length: 12 }, (_, n) => ({ ...sent, announcement_id: `ann_${n}` })), next_cursor: 'next' }], // prettier-ignore
  });
  const { page } = await opened('/admin/announcements');

  await vi.waitFor(() => expect(page.findAll('li')).toHaveLength(12));
  expect(page.find('li').text()).toContain('نئے اوقات');
  expect(page.find('li').text()).toContain('1');
  await page.findAll('button').at(-1)?.trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('Third'));
});

it('says that nothing was announced yet, and what a failing server answers', async () => {
  answer({ 'GET /v1/announcements': { items: [], next_cursor: null } });
  const { page } = await opened('/admin/announcements');
  await vi.waitFor(() => expect(page.text()).toContain('No announcements'));

  page.unmount();
  queryClient.clear();
  answer({ 'GET /v1/announcements': () => [403, { type: 'about:blank', title: 'no', status: 403 }] });
  const { page: refused } = await opened('/admin/announcements');
  await vi.waitFor(() => expect(refused.find('[role=alert]').exists()).toBe(true));
});

it('sends of a draft only the languages that were written, and the conditions as they were chosen', async () => {
  const sent = answer({ ...answers, 'POST /v1/announcements': () => [201, draft] });
  const { page, router } = await opened('/admin/announcements/new');
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(page.findAll('[aria-invalid=true]')).toHaveLength(2));
  expect(sent.filter((one) => one.method === 'POST')).toEqual([]);

  const [title, french] = page.findAll<HTMLInputElement>('fieldset[class] input[maxlength="120"]');
  await title?.setValue('New hours');
  await page.find('textarea[lang=en]').setValue('From Monday on.');
  await french?.setValue('Nouveaux horaires');
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(page.find('textarea[lang=fr]').attributes('aria-invalid')).toBe('true'));

  await page.find('textarea[lang=fr]').setValue('Dès lundi.');
  await page.find('input[value=client]').setValue(true);
  await page.find('input[type=checkbox][value=ur]').setValue(true);
  await page.find('select').setValue('yes');
  await page.find('input[type=checkbox][value=PK]').setValue(true);
  const [within, absent] = page.findAll<HTMLInputElement>('input[inputmode=numeric]');
  for (const [days, other] of [
    ['31', ''],
    ['7', '7'],
  ] as const) {
    await within?.setValue(days);
    await absent?.setValue(other);
    await page.find('form').trigger('submit');
    await vi.waitFor(() => expect((other ? absent : within)?.attributes('aria-invalid')).toBe('true'));
    expect(sent.filter((one) => one.method === 'POST')).toEqual([]);
  }
  await within?.setValue('14');
  await absent?.setValue('');
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/admin/announcements/ann_1'));
  expect(await bodyOfSent(sent, 'POST')).toEqual({
    kind: 'service',
    texts: [
      { language: 'en', title: 'New hours', body: 'From Monday on.' },
      { language: 'fr', title: 'Nouveaux horaires', body: 'Dès lundi.' },
    ],
    segment: { roles: ['client'], languages: ['ur'], is_verified: true, joined_from: null, joined_before: null, countries: ['PK'], seen_within_days: 14, unseen_for_days: null }, // prettier-ignore
    link: '/notifications',
  });
});

it('shows the conditions of an announcement, and offers countries that were chosen elsewhere', async () => {
  const segment = { ...draft.segment, countries: ['PK', 'JP'], seen_within_days: 30, unseen_for_days: 1 };
  answer({ ...answers, [`GET ${AT}`]: { ...draft, segment } });
  const { page, router } = await opened('/admin/announcements/ann_1');
  await vi.waitFor(() => expect(page.text()).toContain('Pakistan · Japan'));
  expect(page.text()).toContain('Within the last 30 days');
  expect(page.text()).toContain('For a day or longer');

  await router.push('/admin/announcements/ann_1/edit');
  await vi.waitFor(() => expect(page.find<HTMLInputElement>('input[value=JP]').element.checked).toBe(true));
  expect(page.findAll<HTMLInputElement>('input[inputmode=numeric]').map((one) => one.element.value)).toEqual([
    '30',
    '1',
  ]);
});

it('asks before a form that is not saved is left', async () => {
  answer(answers);
  const { page, router } = await opened('/admin/announcements/new');
  await page.find('input[maxlength="120"]').setValue('Half a thought');
  void router.push('/admin/announcements');
  (await inside('Stay'))?.click();
  await flushPromises();
  expect(router.currentRoute.value.path).toBe('/admin/announcements/new');
});

it('keeps what was written when somebody else changed it, and replaces theirs only when saved again', async () => {
  let version = 3;
  const sent = answer({
    ...answers,
    [`GET ${AT}`]: () => [200, { ...draft, version }],
    [`PUT ${AT}`]: (asked) => {
      if (asked.headers.get('if-match') === '"4"') return [200, { ...draft, version: 5 }];
      version = 4;
      return [412, { type: 'https://guildhall.example/problems/stale-version', title: '', status: 412 }];
    },
  });
  const { page, router } = await opened('/admin/announcements/ann_1/edit');
  await vi.waitFor(() => expect(page.find('input[maxlength="120"]').exists()).toBe(true));
  await page.find('input[maxlength="120"]').setValue('Other hours');
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(page.text()).toContain('Somebody changed this announcement meanwhile'));
  expect(page.find<HTMLInputElement>('input[maxlength="120"]').element.value).toBe('Other hours');

  await vi.waitFor(() => expect(sent.filter((one) => one.method === 'GET' && one.url.endsWith(AT))).toHaveLength(2)); // prettier-ignore
  await flushPromises();
  await page.find('form').trigger('submit');
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/admin/announcements/ann_1'));
});

it('shows how many it would reach before it goes out, at once, at the version that was read', async () => {
  let now: Announcement = draft;
  const sent = answer({
    ...answers,
    [`GET ${AT}`]: () => [200, now],
    [`GET ${AT}/figures`]: { items: [{ channel: 'email', outcomes: figures({ ordered: 7, sent: 6, bounced: 1 }) }] },
    [`POST ${AT}/send`]: () => {
      now = { ...draft, version: 4, state: 'sent', reached: 7, sent_by: 'acc_1', ended_at: '2026-03-01T11:00:00Z' };
      return [200, now];
    },
  });
  const { page } = await opened('/admin/announcements/ann_1');
  await vi.waitFor(() => expect(page.text()).toContain('It would reach 7 people now.'));
  await button(page, 'Send')?.trigger('click');
  (await inside('Send it now'))?.closest('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(page.text()).toContain('7 people told'));

  expect(sent.find((one) => one.url.endsWith('/send'))?.headers.get('if-match')).toBe('"3"');
  expect(await bodyOfSent(sent, 'POST')).toEqual({ send_at: null });
  await vi.waitFor(() => expect(page.find('tbody tr').text()).toContain('E-mail'));
  expect(page.findAll('tbody td').map((one) => one.text())).toEqual(['7', '6', '0', '—cannot be known', '0', '0', '1', '0']); // prettier-ignore
  expect(button(page, 'Send')).toBeUndefined();
  expect(button(page, 'Cancel it')).toBeUndefined();
});

it('schedules for a time on the clocks of this device, and shows a time that the server refuses at its field', async () => {
  const refusal = { type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '/send_at', detail: 'within a year', code: 'out_of_range' }] }; // prettier-ignore
  const sent = answer({ ...answers, [`POST ${AT}/send`]: () => [422, refusal] });
  const { page } = await opened('/admin/announcements/ann_1');
  await vi.waitFor(() => expect(button(page, 'Send')).toBeDefined());
  await button(page, 'Send')?.trigger('click');
  const form = (await inside('Send it now'))?.closest('form');
  const later = dialog()?.querySelector<HTMLInputElement>('input[value=later]');
  if (later) later.checked = true;
  later?.dispatchEvent(new Event('change'));
  await flushPromises();
  const at = dialog()?.querySelector<HTMLInputElement>('input[type=datetime-local]');
  if (at) at.value = '2031-03-02T09:30';
  at?.dispatchEvent(new Event('input'));
  form?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(at?.getAttribute('aria-invalid')).toBe('true'));
  const { send_at } = (await bodyOfSent(sent, 'POST')) as { send_at: string };
  expect(new Date(send_at)).toEqual(new Date(2031, 2, 2, 9, 30));
});

it('cancels what goes out only after a question', async () => {
  let now: Announcement = { ...draft, state: 'sending', reached: 2 };
  const sent = answer({
    ...answers,
    [`GET ${AT}`]: () => [200, now],
    [`POST ${AT}/cancel`]: () => [200, (now = { ...now, state: 'cancelled' })],
  });
  const { page } = await opened('/admin/announcements/ann_1');
  await vi.waitFor(() => expect(button(page, 'Cancel it')).toBeDefined());
  await button(page, 'Cancel it')?.trigger('click');
  const confirm = await inside('Cancel it');
  expect(dialog()?.textContent).toContain('Whoever has been told keeps it.');
  expect(sent.filter((one) => one.method === 'POST')).toEqual([]);
  confirm?.click();
  await vi.waitFor(() => expect(page.text()).toContain('cancelled'));
  expect(sent.filter((one) => one.method === 'POST')).toHaveLength(1);
});

it('says at which language of the form a fault of the server is', () => {
  const written = draftOf(draft);
  expect(bodyOf(written).texts.map((one) => one.language)).toEqual(['en', 'ur']);
  expect(placed({ 'texts/1/title': 'too long', link: 'bad' }, written)).toEqual({ 'texts/2/title': 'too long', link: 'bad' }); // prettier-ignore
});

const told: Schemas['DeliveryFiguresOut'][] = [
  { on: '2026-03-01', type: 'message_received', channel: 'email', outcomes: figures({ ordered: 2, sent: 1, failed: 1 }) }, // prettier-ignore
  { on: '2026-03-02', type: 'message_received', channel: 'in_app', outcomes: figures({ ordered: 5, opened: 4 }) },
  { on: '2026-03-02', type: 'announcement', channel: 'email', outcomes: figures({ ordered: 1 }) },
];

it('puts figures together by day, type and channel', () => {
  expect(grouped(told, 'day').map((row) => [row.on, row.outcomes.ordered])).toEqual([['2026-03-02', 6], ['2026-03-01', 2]]); // prettier-ignore
  expect(grouped(told, 'type').map((row) => [row.type, row.outcomes.ordered])).toEqual([['message_received', 7], ['announcement', 1]]); // prettier-ignore
  expect(grouped(told, 'channel').map((row) => [row.channel, row.outcomes.failed])).toEqual([['in_app', 0], ['email', 1]]); // prettier-ignore
  expect(grouped(told, 'each')).toHaveLength(3);
});

it('shows what became of what was told, in words, and asks for what was chosen', async () => {
  const sent = answer({
    'GET /v1/notification-figures': { items: told },
    'GET /v1/notification-preferences': { version: 1, rules: [], choices: [{ type: 'message_received', label: 'New messages' }] }, // prettier-ignore
  });
  const { page, router } = await opened('/admin/deliveries?from=2026-03-01&to=2026-03-02&by=each');
  await vi.waitFor(() => expect(page.text()).toContain('New messages'));
  expect(page.findAll('table')[1]?.findAll('tbody tr')).toHaveLength(3);
  expect(sent.find((one) => one.url.includes('figures'))?.url).toContain('first_on=2026-03-01&last_on=2026-03-02');

  await page.findAll('select')[1]?.setValue('email');
  await vi.waitFor(() => expect(router.currentRoute.value.query['channel']).toBe('email'));
  await vi.waitFor(() => expect(sent.some((one) => one.url.includes('channel=email'))).toBe(true));
});
