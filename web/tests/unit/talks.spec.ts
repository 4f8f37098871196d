// What conversations are called, how one begins, what is behind a link, and a conversation on paper.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import Bubble from '@/features/messaging/parts/Bubble.vue';
import ConversationRow from '@/features/messaging/parts/ConversationRow.vue';
import { companyOf, headOf } from '@/features/messaging/subjects';
import { savePaper } from '@/features/messaging/taking';
import type { Shown } from '@/features/messaging/thread';
import ExpertPage from '@/features/profiles/pages/ExpertPage.vue';
import { need, useT } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const vueQuery = [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object];

beforeAll(() => need('messaging', 'profiles', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
});

it('calls a conversation after the only other one, or after what it is about', () => {
  const t = useT('messaging');
  expect(headOf({ subject: 'direct', title: '' }, 'Amina', t)).toBe('Amina');
  expect(headOf({ subject: 'contract', title: 'A shop' }, '', t)).toBe('A shop');
  expect(headOf({ subject: 'dispute', title: 'A shop' }, '', t).replace(/[\u2068\u2069]/g, '')).toBe('Dispute: A shop');
  expect(headOf({ subject: 'direct', title: '' }, '', t)).toBe('Conversation');
  expect(headOf({ subject: 'direct', title: 'Clara' }, '', t)).toBe('Clara');
  const people = [
    { account_id: 'a', role: 'client' as const },
    { account_id: 'm', role: 'mediator' as const },
  ];
  expect(companyOf(people, new Map([['a', 'Clara']]), t)).toBe('Clara · client, mediator');
});

it('shows under a name what was said last, and what it is about where it is about something', async () => {
  answer({ 'GET /v1/profiles/acc_b': { items: [{ display_name: 'Chloé' }] } });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  const row = async (more: object) => {
    const conversation = { conversation_id: 'cnv_1', subject: 'direct', subject_id: '', contract_id: '', title: 'Clara, Chloé', participant_ids: ['acc_a', 'acc_b'], participants: [], last_activity_at: '2026-03-01T10:00:00Z', unread: 0, preview: null, is_archived: false, is_muted: false, is_pinned: false, ...more } as never; // prettier-ignore
    const page = mount(ConversationRow, { props: { conversation, self: 'acc_a', isCurrent: false }, global: { plugins: [router, vueQuery] } }); // prettier-ignore
    await vi.waitFor(() => expect(page.get('b').text()).toBe('Chloé'));
    return page.findAll('bdi').slice(1).map((one) => one.text()); // prettier-ignore
  };
  const said = { sender_id: 'acc_a', text: 'On Monday.', is_deleted: false, kind: 'text' };
  expect(await row({})).toEqual(['No messages yet']);
  expect(await row({ preview: said })).toEqual(['On Monday.']);
  expect(await row({ preview: { ...said, text: '', kind: 'voice' } })).toEqual(['Voice message']);
  expect(await row({ preview: { ...said, text: '', is_deleted: true } })).toEqual(['Deleted by its sender']);
  expect(await row({ subject: 'contract', title: 'A shop', preview: said })).toEqual(['A shop', 'On Monday.']);
});

it('shows what is behind a link as plain words that lead only there, and how many answers a thread has', async () => {
  const message: Shown = { message_id: 'msg_1', conversation_id: 'cnv_1', sender_id: 'acc_a', text: 'Look', sent_at: '2026-03-01T10:00:00Z', reply_to: null, thread_id: null, mention_ids: [], code_language: null, kind: 'text', files: [], edited_at: null, deleted_at: null, reactions: [], replies: 2, last_reply_at: null, hints: [], preview: { url: 'https://shop.example/x', title: '<b>Spices</b>', description: '', site_name: 'Shop' }, call: null, version: 1, standing: 'sent' }; // prettier-ignore
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  const props = { message, self: 'acc_b', names: new Map<string, string>(), known: [], isNamed: false, isInThread: false }; // prettier-ignore
  const page = mount(Bubble, { props, global: { plugins: [router, vueQuery] } });
  await vi.waitFor(() => expect(page.find('a[href="https://shop.example/x"]').exists()).toBe(true));
  const link = page.get('a[href="https://shop.example/x"]');
  expect(link.text()).toContain('<b>Spices</b>');
  expect(link.text()).toContain('shop.example');
  expect(link.attributes('rel')).toContain('noopener');
  await page.findAll('button').find((one) => one.text() === '2 answers')?.trigger('click'); // prettier-ignore
  expect(page.emitted('open')).toEqual([['msg_1']]);
});

it('begins a conversation from an expert’s page, and says why it may not', async () => {
  const refusal = { type: 'https://guildhall.example/problems/too-many-requests', title: 'Too many', status: 429, detail: '' }; // prettier-ignore
  let isOpen = false;
  const sent = answer({
    'GET /v1/profiles/acc_x/expert': { account_id: 'acc_x', kind: 'expert', display_name: 'Amina', headline: 'Engines', about: '', skills: [], languages: [], hourly_rate: null, is_verified: true, published_at: null, version: 1 }, // prettier-ignore
    'POST /v1/conversations': () => (isOpen ? [201, { conversation_id: 'cnv_9' }] : [429, refusal]),
  });
  useSession().account = { account_id: 'acc_me', roles: ['client'] } as never;
  const nothing = { component: { render: () => null } };
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/experts/:id', component: ExpertPage }, { path: '/:rest(.*)*', ...nothing }] }); // prettier-ignore
  await router.push('/experts/acc_x');
  const page = mount(RouterView, { global: { plugins: [router, vueQuery] } });
  const write = () => page.findAll('button').find((one) => one.text() === 'Write a message');
  await vi.waitFor(() => expect(write()).toBeTruthy());
  await write()?.trigger('click');
  await vi.waitFor(() => expect(page.find('[role=alert]').exists()).toBe(true));
  isOpen = true;
  await write()?.trigger('click');
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/messages/cnv_9'));
  const body: unknown = await sent.find((one) => one.method === 'POST')?.json();
  expect(body).toEqual({ subject: 'direct', account_id: 'acc_x' });
});

it.each([
  [86_400, 'Usually answers within 1 day'],
  [null, ''],
])('says within which time an expert usually answers, if that is known (%s)', async (seconds, words) => {
  answer({
    'GET /v1/profiles/acc_x/expert': { account_id: 'acc_x', role: 'expert', display_name: 'Amina', headline: 'Engines', about: '', skills: [], languages: [], hourly_rate: null, is_verified: true, published_at: null, usually_answers_within_seconds: seconds, version: 1 }, // prettier-ignore
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/experts/:id', component: ExpertPage }, { path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
  await router.push('/experts/acc_x');
  const page = mount(RouterView, { global: { plugins: [router, vueQuery] } });
  await vi.waitFor(() => expect(page.text()).toContain('Engines'));
  const line = /Usually answers.*?day/.exec(page.text().replace(/[\u2068\u2069]/g, ''));
  expect(line?.[0] ?? '').toBe(words);
});

it('saves every part of a long conversation on paper', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const { searchParams } = new URL(request.url);
    asked.push(searchParams.get('cursor') ?? 'first');
    const link = '</v1/conversations/cnv_1/export/pdf?language=en&cursor=second>; rel="next"';
    const headers = { 'content-type': 'application/pdf', ...(searchParams.has('cursor') ? {} : { link }) };
    return Promise.resolve(new Response('%PDF', { headers }));
  });
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
  await savePaper('cnv_1', 'A shop / spices');
  await flushPromises();
  expect(asked).toEqual(['first', 'second']);
  expect(names).toEqual(['A-shop-spices-1.pdf', 'A-shop-spices-2.pdf']);
  vi.restoreAllMocks();
});
