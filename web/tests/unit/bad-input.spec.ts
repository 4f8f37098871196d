// Nothing typed is lost: without a network, with a full disk, without a permission, at an address that does not exist.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, reactive } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import NotFoundPage from '@/app/pages/NotFoundPage.vue';
import PushDevices from '@/features/notifications/parts/PushDevices.vue';
import { Unreachable } from '@/lib/api/problem';
import { useAutosave } from '@/lib/autosave';
import { useForm } from '@/lib/form';
import { need } from '@/lib/i18n';
import { forget, kept } from '@/lib/kept';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import SaveNote from '@/ui/SaveNote.vue';
import { answer } from './answers';

const LONG = 6_000;

beforeEach(() => {
  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  return need('drafts', 'notifications');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  forget('draft:acc_me:p1');
  queryClient.clear();
  useSession().account = undefined;
});

/** A draft whose server is out of reach as long as `isOut` says so. */
function drafting() {
  vi.useFakeTimers();
  const sent: string[] = [];
  const server = { isOut: true };
  const values = reactive({ title: '' });
  const save = ({ title }: { title: string }, version: number) => {
    if (server.isOut) return Promise.reject(new Unreachable());
    sent.push(title);
    return Promise.resolve(version + 1);
  };
  const scope = effectScope();
  const theirs = () => Promise.resolve({ values: { title: '' }, version: 1 });
  const draft = scope.run(() => useAutosave({ name: () => 'p1', values, save, theirs }));
  if (!draft) throw new Error('there is no draft');
  draft.begin({ title: '' }, 1);
  return { draft, values, server, sent, scope };
}

it('keeps a draft on the device while there is no network, and saves it when there is one', async () => {
  const { draft, values, server, sent, scope } = drafting();

  values.title = 'Written in a tunnel';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(draft.state.value).toBe('kept');
  expect(kept('draft:acc_me:p1')).toContain('Written in a tunnel');
  server.isOut = false;
  await vi.advanceTimersByTimeAsync(LONG);

  expect(sent).toEqual(['Written in a tunnel']);
  expect(draft.state.value).toBe('saved');
  expect(kept('draft:acc_me:p1')).toBeNull();
  scope.stop();
});

it('gives what one person typed to nobody who signs in after them, and back to them', async () => {
  const first = drafting();
  first.values.title = 'Of the first';
  await vi.advanceTimersByTimeAsync(1_000);
  first.scope.stop();

  useSession().account = { account_id: 'acc_you', roles: [] } as never;
  const second = drafting();
  expect(second.values.title).toBe('');
  second.scope.stop();

  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  const again = drafting();
  expect(again.values.title).toBe('Of the first');
  again.scope.stop();
});

it('says that a draft is in its window alone where the disk is full too, and saves it later all the same', async () => {
  const { draft, values, server, sent, scope } = drafting();
  vi.stubGlobal('localStorage', {
    setItem: () => { throw new DOMException('full', 'QuotaExceededError'); },
    getItem: () => null,
    removeItem: () => undefined,
  }); // prettier-ignore

  values.title = 'Nowhere but here';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(draft.state.value).toBe('loose');
  expect(mount(SaveNote, { props: { state: draft.state.value } }).text()).toContain('leave this window open');
  expect(values.title).toBe('Nowhere but here');
  server.isOut = false;
  await vi.advanceTimersByTimeAsync(LONG);

  expect(sent).toEqual(['Nowhere but here']);
  scope.stop();
});

it('leaves what was typed in a form that could not be sent, and sends it again under the same key', async () => {
  const keys: string[] = [];
  let isOut = true;
  const form = useForm({
    initial: { text: '' },
    send: (_values, key) => {
      keys.push(key);
      return isOut ? Promise.reject(new Unreachable()) : Promise.resolve();
    },
  });
  form.values.text = 'Typed before the lift';

  await form.submit();
  expect(form.failure).toBeInstanceOf(Unreachable);
  expect(form.values.text).toBe('Typed before the lift');
  isOut = false;
  await form.submit();

  expect(keys[0]).toBe(keys[1]);
  expect(form.failure).toBeUndefined();
});

it('says how notices are allowed again where the browser blocks them, and asks nobody', async () => {
  const ask = vi.fn();
  vi.stubGlobal('Notification', { permission: 'denied', requestPermission: ask });
  vi.stubGlobal('PushManager', {});
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { serviceWorker: { getRegistration: () => Promise.resolve(undefined) } })); // prettier-ignore
  answer({ 'GET /v1/push/subscriptions': { items: [] } });
  const page = mount(PushDevices, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } });
  await flushPromises();
  await nextTick();

  expect(page.text()).toContain('does not allow notifications');
  expect(page.findAll('button').filter((one) => one.text().includes('Push to this'))).toHaveLength(0);
  expect(ask).not.toHaveBeenCalled();
  page.unmount();
});

it('leads out of an address that does not exist, and leaves it in the bar', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: NotFoundPage }] }); // prettier-ignore
  await router.push('/no/such/page?with=words');
  const page = mount(NotFoundPage, { global: { plugins: [router] } });

  expect(page.get('h1').text()).toBe('Page not found');
  expect(page.findAll('a').map((one) => one.attributes('href'))).toContain('/');
  expect(router.currentRoute.value.fullPath).toBe('/no/such/page?with=words');
});
