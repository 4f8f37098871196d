// Reading more into conversations: translations, figures of one, what became of a report, what a judge reads; and a
// conversation that is gone.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { routes as ofDisputes } from '@/features/disputes/routes';
import Bubble from '@/features/messaging/parts/Bubble.vue';
import MessageMenu from '@/features/messaging/parts/MessageMenu.vue';
import Thread from '@/features/messaging/parts/Thread.vue';
import Translation from '@/features/messaging/parts/Translation.vue';
import { routes } from '@/features/messaging/routes';
import type { Shown } from '@/features/messaging/thread';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { toasts } from '@/lib/toast';
import { answer } from './answers';

const heard: ((frame: object) => void)[] = [];
const opened: (() => void)[] = [];
vi.mock('@/lib/live', () => ({
  live: { value: undefined },
  useLive: (listen: (frame: object) => void, open: () => void) => {
    heard.push(listen);
    opened.push(open);
  },
}));

const vueQuery = [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object];
const CONVERSATION = '/v1/conversations/cnv_1';
const MESSAGE = `${CONVERSATION}/messages/msg_1/translation`;
const message: Shown = { message_id: 'msg_1', conversation_id: 'cnv_1', sender_id: 'acc_a', text: 'Guten Tag', sent_at: '2026-03-01T10:00:00Z', reply_to: null, thread_id: null, mention_ids: [], code_language: null, kind: 'text', files: [], edited_at: null, deleted_at: null, reactions: [], replies: 0, last_reply_at: null, hints: [], preview: null, call: null, version: 1, standing: 'sent' }; // prettier-ignore
const refused = (status: number, slug: string) => (): [number, object] => [status, { type: `https://guildhall.example/problems/${slug}`, title: slug, status, detail: '' }]; // prettier-ignore

beforeAll(() => need('messaging', 'contracts', 'writing', 'reports', 'disputes', 'files', 'drafts', 'problems', 'refusals')); // prettier-ignore
beforeEach(() => toasts.splice(0));
enableAutoUnmount(afterEach);
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
  heard.length = opened.length = 0;
  await setLang('en');
});

const routerAt = async (path: string) => {
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, ...ofDisputes, { path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  await router.push(path);
  return router;
};
async function at(path: string) {
  const router = await routerAt(path);
  return { router, page: mount(RouterView, { global: { plugins: [router, vueQuery] }, attachTo: document.body }) };
}
const under = () => mount(Translation, { props: { message }, global: { plugins: [vueQuery] } });

it('reads a message in the reader’s language on request, says which it was written in, and in another', async () => {
  await setLang('fr');
  const sent = answer({
    [`GET ${MESSAGE}`]: { languages: ['en', 'fr', 'ur'] },
    [`POST ${MESSAGE}`]: { message_id: 'msg_1', message_version: 1, language: 'fr', source_language: 'de', text: 'Bonjour' }, // prettier-ignore
  });
  const props = { message, self: 'acc_b', names: new Map<string, string>(), known: [], isNamed: false, isInThread: false }; // prettier-ignore
  const page = mount(Bubble, { props, global: { plugins: [await routerAt('/'), vueQuery] } });
  expect(sent).toEqual([]);
  page.findComponent(MessageMenu).vm.$emit('act', 'translate');
  await vi.waitFor(() => expect(page.text()).toContain('Bonjour'));
  expect(page.text()).toContain('Guten Tag');
  expect(page.text()).toContain('allemand');
  expect(page.emitted('act')).toBeUndefined();

  await page.find('select').setValue('ur');
  await vi.waitFor(() => expect(sent.filter((one) => one.method === 'POST')).toHaveLength(2));
  expect(await sent.at(-1)?.json()).toEqual({ language: 'ur' });
  await page.findAll('button').find((one) => one.text() === 'Masquer la traduction')?.trigger('click'); // prettier-ignore
  expect(page.text()).not.toContain('Bonjour');
});

it('says kindly that nobody translates, whether it was known before or only then', async () => {
  const sent = answer({ [`GET ${MESSAGE}`]: { languages: [] } });
  const page = under();
  await vi.waitFor(() => expect(page.text()).toContain('Messages are not translated here.'));
  expect(sent.filter((one) => one.method === 'POST')).toEqual([]);
  page.unmount();
  queryClient.clear();

  answer({ [`GET ${MESSAGE}`]: { languages: ['en'] }, [`POST ${MESSAGE}`]: refused(409, 'messaging/translation-not-available') }); // prettier-ignore
  const late = under();
  await vi.waitFor(() => expect(late.text()).toContain('Translations cannot be had at the moment'));
});

it('offers no translation of code', () => {
  const menu = mount(MessageMenu, { props: { message: { ...message, code_language: 'python' }, isOwn: false, isInThread: false }, global: { stubs: { Pop: { template: '<div><slot :close="() => {}" /></div>' } } } }); // prettier-ignore
  expect(menu.text()).toContain('Copy');
  expect(menu.text()).not.toContain('Translate');
});

const conversation = { conversation_id: 'cnv_1', subject: 'direct', title: 'Tiles', contract_id: '', participant_ids: ['acc_me', 'acc_a'], participants: [], receipts: [], blocked_ids: [], is_archived: false, is_muted: false, is_pinned: false }; // prettier-ignore
async function thread() {
  const router = await routerAt('/messages/cnv_1?find=tiles&answers=msg_1');
  const props = { conversation: conversation as never, self: 'acc_me' };
  const stubs = { Talk: true, ThreadPanel: true, CallButtons: true, ConversationMenu: true };
  mount(Thread, { props, global: { plugins: [router, vueQuery], stubs } });
  await flushPromises();
  return router;
}
const talkAnswers = { [`GET ${CONVERSATION}/messages`]: { items: [], changed: [], older_cursor: null, newer_cursor: null, has_more: false } }; // prettier-ignore

it('closes a thread that is gone, says so, and goes back to the list', async () => {
  answer({ ...talkAnswers, [`GET ${CONVERSATION}`]: conversation });
  const router = await thread();
  const known = vi.spyOn(queryClient, 'invalidateQueries');
  heard.forEach((listen) => listen({ event: 'conversation_gone', conversation_id: 'cnv_other' }));
  await flushPromises();
  expect(router.currentRoute.value.path).toBe('/messages/cnv_1');

  heard.forEach((listen) => listen({ event: 'conversation_gone', conversation_id: 'cnv_1' }));
  await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/messages?find=tiles'));
  expect(toasts[0]?.text).toContain('is not there any more');
  await vi.waitFor(() => expect(known).toHaveBeenCalledWith({ queryKey: ['conversations'] }));
});

it('notices on the next catching up that a conversation is gone whose frame was lost', async () => {
  answer({ ...talkAnswers, [`GET ${CONVERSATION}`]: refused(404, 'not-found') });
  const router = await thread();
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/messages'));
  expect(toasts).toHaveLength(1);
});

it('shows who writes how much in a conversation', async () => {
  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  const person = (account_id: string, sent: number, median_answer_seconds: number | null) => ({ account_id, sent, received: 1, answers: 1, median_answer_seconds }); // prettier-ignore
  const sent = answer({
    [`GET ${CONVERSATION}`]: conversation,
    'GET /v1/profiles/acc_a': { items: [{ display_name: 'Amina' }] },
    'GET /v1/message-figures/conversations/cnv_1': { is_complete: true, covers_since: '2026-03-01T00:00:00Z', people: [person('acc_a', 7, 120), person('acc_me', 3, null)] }, // prettier-ignore
  });
  const { page } = await at('/messages/figures/cnv_1');
  await vi.waitFor(() => expect(page.find('tbody').text()).toContain('Amina'));
  expect(page.findAll('tbody tr').map((row) => row.text())).toEqual(['Amina7112 minutes', 'You311—']);
  expect(page.find('h1').text()).toContain('Tiles');
  await page.find('select').setValue('7');
  await vi.waitFor(() => expect(sent.filter((one) => one.url.includes('message-figures'))).toHaveLength(2));
});

it('shows what became of a report, and of one that waits that it does', async () => {
  const report = { report_id: 'rep_1', conversation_id: 'cnv_1', message_id: 'msg_1', account_id: null, reason: 'fraud', note: 'Twice', reported_at: '2026-03-01T10:00:00Z', decision: null, decided_at: null }; // prettier-ignore
  answer({ 'GET /v1/message-reports/rep_1': report });
  const { page } = await at('/messages/reports/rep_1');
  await vi.waitFor(() => expect(page.text()).toContain('Moderators will look at it.'));
  expect(page.find('a[href="/messages/cnv_1?at=msg_1"]').exists()).toBe(true);
  page.unmount();
  queryClient.clear();

  answer({ 'GET /v1/message-reports/rep_1': { ...report, decision: 'warn', decided_at: '2026-03-02T10:00:00Z' } });
  const { page: staff } = await at('/admin/message-reports/rep_1');
  await vi.waitFor(() => expect(staff.text()).toContain('The person was warned.'));
  expect(staff.find('a[href^="/messages"]').exists()).toBe(false);
});

const TALK = '/v1/dispute-queue/dsp_1/conversation';
const dispute = { dispute_id: 'dsp_1', client_id: 'acc_c', expert_id: 'acc_a', mediator_id: 'acc_me', arbitrator_id: null, decisions: [], milestone_title: 'Opening hours', stage: 'mediation' }; // prettier-ignore

it('lets a judge read what the sides wrote, part by part, with what was changed, and save it on paper', async () => {
  useSession().account = { account_id: 'acc_me', roles: ['mediator'] } as never;
  const entry = (message_id: string, more: object, versions: object[] = []) => ({ message: { ...message, message_id, ...more }, versions, sha256: `seal-${message_id}` }); // prettier-ignore
  const sent = answer({
    'GET /v1/disputes/dsp_1': dispute,
    [`GET ${TALK}`]: (asked) =>
      asked.url.includes('cursor=on')
        ? [200, { conversation: {}, items: [entry('msg_3', { sender_id: 'acc_c', text: '', deleted_at: '2026-03-01T11:00:00Z' }, [{ text: 'I lied', replaced_at: '2026-03-01T11:00:00Z', replaced_by: 'acc_c' }])], sha256: '', next_cursor: null }] // prettier-ignore
        : [200, { conversation: {}, items: Array.from({ length: 10 }, (_, n) => entry(`msg_${n}a`, { text: `Line ${n}` })), sha256: '', next_cursor: 'on' }], // prettier-ignore
    [`GET ${TALK}/pdf`]: {},
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
  const { page } = await at('/admin/disputes/dsp_1/conversation');
  await vi.waitFor(() => expect(page.text()).toContain('Line 9'));
  expect(page.text()).toContain('The expert');
  expect(page.text()).toContain('seal-msg_9a');

  await page.findAll('button').find((one) => one.text() === 'Show more')?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(page.text()).toContain('I lied'));
  expect(page.text()).toContain('Deleted by its sender');
  expect(page.text()).toContain('seal-msg_3');

  await page.findAll('button').find((one) => one.text() === 'Save as PDF')?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(sent.some((one) => one.url.endsWith('/pdf?language=en'))).toBe(true));
});

it('tells an operator who judges nothing that they may not read it', async () => {
  answer({ 'GET /v1/disputes/dsp_1': dispute, [`GET ${TALK}`]: refused(403, 'forbidden') });
  const { page } = await at('/admin/disputes/dsp_1/conversation');
  await vi.waitFor(() => expect(page.find('[role=alert]').exists()).toBe(true));
});
