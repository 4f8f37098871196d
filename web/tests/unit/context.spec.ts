// Notifications in context: one thing is one entry, and what is open is read and told nowhere else.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { aboutOf, gathered } from '@/features/notifications/context';
import Bell from '@/features/notifications/parts/Bell.vue';
import { tellZone } from '@/features/notifications/zone';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { noticeOf, PUSHED, shownAs, showPush } from '@/lib/notice';
import { queryClient } from '@/lib/query';
import { toasts } from '@/lib/toast';
import { answer } from './answers';

const heard: ((frame: object) => void)[] = [];
vi.mock('@/lib/live', () => ({
  live: { value: undefined },
  useLive: (listen: (frame: object) => void) => heard.push(listen),
}));

const CONTRACT = 'ctr_01KCX3V7Q8M2N4P6R8T0W2Y4AB';
const TALK = 'cnv_01KCX3V7Q8M2N4P6R8T0W2Y4AB';
const one = (id: string, about: string | null, read_at: string | null = null): Schemas['NotificationOut'] => ({ notification_id: id, type: 'message_received', title: `Title of ${id}`, body: '', action: '', link: '/', created_at: '2026-03-01T10:00:00Z', read_at, about }); // prettier-ignore

beforeAll(() => need('shell'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  heard.length = 0;
  toasts.length = 0;
});

it('shows what is about one thing as one, the newest of it, with its count', () => {
  const read = '2026-03-01T11:00:00Z';
  const found = gathered([one('4', TALK), one('3', CONTRACT), one('2', TALK), one('1', TALK, read), one('0', null)]);

  expect(found.map(({ newest, count }) => [newest.notification_id, count])).toEqual([
    ['4', 2],
    ['3', 1],
    ['1', 1],
    ['0', 1],
  ]);
});

it('reads what is about the open page, and tells of the rest where the person is', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: Bell }] });
  await router.push(`/messages/${TALK}`);
  let newest = one('ntf_1', CONTRACT);
  const sent = answer({
    'GET /v1/notifications/unread': () => [200, { unread_count: 2 }],
    'GET /v1/notifications': () => [200, { items: [newest], next_cursor: null, unread_count: 2 }],
    'POST /v1/notifications/read': { unread_count: 1 },
  });
  const said = () =>
    Promise.all(
      sent.filter((asked) => asked.method === 'POST').map((asked) => asked.clone().json() as Promise<unknown>),
    );
  mount(Bell, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  await vi.waitFor(async () => expect(await said()).toEqual([{ about: TALK }]));

  heard[0]?.({ event: 'notification', notification_id: 'ntf_1', type: 'contract_signed' });
  await vi.waitFor(() => expect(toasts.map((toast) => toast.text)).toEqual(['Title of ntf_1']));
  expect(await said()).toHaveLength(1);

  newest = one('ntf_2', TALK);
  heard[0]?.({ event: 'notification', notification_id: 'ntf_2', type: 'message_received' });
  await vi.waitFor(async () => expect(await said()).toEqual([{ about: TALK }, { about: TALK }]));
  expect(toasts).toHaveLength(1);

  await router.push(`/contracts/${CONTRACT}#mil_1`);
  await vi.waitFor(async () => expect((await said()).at(-1)).toEqual({ about: CONTRACT }));
});

it('reads what is about the open page by the count alone, where no socket tells', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: Bell }] });
  await router.push(`/messages/${TALK}`);
  let unread_count = 0;
  const sent = answer({
    'GET /v1/notifications/unread': () => [200, { unread_count }],
    'POST /v1/notifications/read': () => [200, { unread_count: (unread_count = 0) }],
  });
  const posts = () => sent.filter((asked) => asked.method === 'POST');
  mount(Bell, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  await vi.waitFor(() => expect(queryClient.getQueryData(['unread'])).toEqual({ unread_count: 0 }));
  expect(posts()).toHaveLength(0);

  unread_count = 1;
  await queryClient.refetchQueries({ queryKey: ['unread'] });
  await vi.waitFor(() => expect(posts()).toHaveLength(1));
  expect(await posts()[0]?.json()).toEqual({ about: TALK });
});

it('reads what is about the page by the first answer, and by one that was here before the bell', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: Bell }] });
  await router.push(`/messages/${TALK}`);
  const sent = answer({ 'GET /v1/notifications/unread': { unread_count: 1 }, 'POST /v1/notifications/read': {} });
  const posts = () => sent.filter((asked) => asked.method === 'POST');
  const shown = () => mount(Bell, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  const first = shown();
  await vi.waitFor(() => expect(posts()).toHaveLength(1));
  first.unmount();

  shown();
  await vi.waitFor(() => expect(posts()).toHaveLength(2));
});

/** A device that lists notices of its own accord, and the worker that tells its windows of pushes. */
function device(tags: readonly string[]) {
  let listed = tags.map((tag) => ({ tag, data: { notification_id: `ntf_${tag}` }, close: () => void (listed = listed.filter((one) => one.tag !== tag)) })); // prettier-ignore
  const getNotifications = () => Promise.resolve(listed);
  const worker = Object.assign(new EventTarget(), { getRegistration: () => Promise.resolve({ getNotifications }) });
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as object, { serviceWorker: worker }));
  const tell = (about: string) => worker.dispatchEvent(new MessageEvent('message', { data: { type: PUSHED, about } }));
  return { tell, listed: () => listed.map((one) => one.tag) };
}

it('closes a push about the open page once that is read, without a socket, and no other', async () => {
  const { tell, listed } = device([CONTRACT, TALK]);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: Bell }] });
  await router.push(`/messages/${TALK}`);
  let isUp = false;
  const sent = answer({
    'GET /v1/notifications/unread': { unread_count: 0 },
    'POST /v1/notifications/read': () => (isUp ? [200, { unread_count: 0 }] : [503, { title: 'Unavailable' }]),
  });
  const asked = (method: string) => sent.filter((one) => one.method === method).length;
  const bell = mount(Bell, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } });
  await vi.waitFor(() => expect(queryClient.getQueryData(['unread'])).toEqual({ unread_count: 0 }));

  tell(TALK);
  await vi.waitFor(() => expect(asked('GET')).toBe(2));
  expect([asked('POST'), listed()]).toEqual([1, [CONTRACT, TALK]]); // it is not read

  isUp = true;
  tell(CONTRACT);
  await vi.waitFor(() => expect(asked('GET')).toBe(3));
  expect([asked('POST'), listed()]).toEqual([1, [CONTRACT, TALK]]);

  tell(TALK);
  await vi.waitFor(() => expect(listed()).toEqual([CONTRACT]));
  expect(await sent.findLast((one) => one.method === 'POST')?.json()).toEqual({ about: TALK });

  heard[0]?.({ event: 'notifications_read', notification_ids: [`ntf_${CONTRACT}`] });
  await vi.waitFor(() => expect(listed()).toEqual([]));

  bell.unmount();
  const before = sent.length;
  tell(TALK);
  expect(sent).toHaveLength(before);
});

it('lets a push of a conversation take the place of the one before', () => {
  const notice = noticeOf(JSON.stringify({ notification_id: 'ntf_1', title: 'A', link: `/messages/${TALK}`, about: TALK })); // prettier-ignore
  if (!notice) throw new Error('it is none');

  expect(shownAs(notice)).toMatchObject({ tag: TALK, renotify: true });
  expect(shownAs(notice, { isTold: true })).not.toHaveProperty('renotify');
  expect([aboutOf(`/contracts/${CONTRACT}/pay`), aboutOf('/settings/notifications')]).toEqual([CONTRACT, undefined]);
});

it('shows every push, without a sound where the person has before them what it is about', async () => {
  const push = JSON.stringify({ notification_id: 'ntf_1', title: 'A', link: `/messages/${TALK}#last`, about: TALK });
  const shown: NotificationOptions[] = [];
  const registration = {
    getNotifications: () => Promise.resolve([]),
    showNotification: (_title: string, how: NotificationOptions = {}) => Promise.resolve(void shown.push(how)),
  };
  const told: unknown[] = [];
  const postMessage = (said: unknown) => void told.push(said);
  const at = (path: string, visibilityState: string) => ({ url: `https://web.example${path}`, visibilityState, postMessage }); // prettier-ignore

  await showPush(registration, [at('/messages', 'visible'), at(`/messages/${TALK}?at=1`, 'visible')], push);
  await showPush(registration, [at('/messages', 'visible')], push);
  await showPush(registration, [at(`/messages/${TALK}`, 'hidden')], push);
  await showPush(registration, [], 'not ours');

  expect(shown.map(({ tag, silent }) => [tag, silent])).toEqual([
    [TALK, true],
    [TALK, undefined],
    [TALK, undefined],
    [undefined, undefined],
  ]);
  expect(shown.map((how) => 'renotify' in how)).toEqual([false, true, true, false]);
  expect(told).toEqual(Array(4).fill({ type: PUSHED, about: TALK }));
});

it('says once where the device is, as its own word, and nothing where a zone is known', async () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const rhythm = { time_zone: 'UTC', quiet_from: null, quiet_until: null, digest: 'off', unread_minutes: 0 };
  let known = { version: 0, choices: [], rules: [], rhythm: { ...rhythm, is_zone_known: false } };
  const sent = answer({
    'GET /v1/notification-preferences': () => [200, known],
    'PUT /v1/notification-preferences': () => [200, known],
  });

  await tellZone('acc_1');
  await tellZone('acc_1');
  known = { ...known, rhythm: { ...known.rhythm, is_zone_known: true } };
  await tellZone('acc_2');

  const puts = sent.filter((asked) => asked.method === 'PUT');
  expect(await Promise.all(puts.map((asked) => asked.json() as Promise<unknown>))).toEqual([
    { choices: [], rhythm: { ...rhythm, time_zone: here, is_zone_chosen: false } },
  ]);
  expect(sent).toHaveLength(3);
});
