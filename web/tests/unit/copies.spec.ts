// What was said, read without a network: kept within bounds, brought up to date, and gone when it has to be.
import { flushPromises, mount } from '@vue/test-utils';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Schemas } from '@/lib/api/client';
import { aDevice } from './device';

type Message = Schemas['MessageOut'];
const aMessage = (n: number, text: string, version = 1): Message => ({
  message_id: `msg_${String(n)}`, conversation_id: 'cnv_1', sender_id: 'acc_you', text, sent_at: `2026-03-01T10:0${String(n)}:00.000Z`,
  reply_to: null, thread_id: null, mention_ids: [], code_language: null, kind: 'text', files: [], edited_at: null, deleted_at: null, reactions: [], replies: 0, last_reply_at: null, hints: [], preview: null, call: null, version,
}); // prettier-ignore
const aTalk = (conversation_id = 'cnv_1', is_archived = false) => ({
  conversation_id, is_archived, subject: 'direct', subject_id: '', contract_id: '', title: 'New kitchen', participant_ids: ['acc_me', 'acc_you'], participants: [{ account_id: 'acc_me', role: 'client' }, { account_id: 'acc_you', role: 'expert' }],
  last_activity_at: '2026-03-01T10:00:00Z', unread: 0, preview: null, is_muted: false, is_pinned: false, receipts: [], blocked_ids: [],
}); // prettier-ignore
const account = (account_id: string) => ({ account_id, email: 'me@people.example', roles: ['client'], locale: 'en' });
const given = (account_id: string) => ({ kind: 'session', access_token: 'fresh', account: account(account_id) });

/** The other end; null: there is no network. */
let server: { said: Message[]; talks: ReturnType<typeof aTalk>[]; isSlow?: boolean } | null;
let asked: string[];
class Socket {
  static readonly OPEN = 1;
  static opened: Socket[] = [];
  readyState = 1;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  constructor() {
    Socket.opened.push(this);
    setTimeout(() => this.onopen?.());
  }
  send() {}
  close() {}
}
const tell = (frame: object) => Socket.opened.at(-1)?.onmessage?.({ data: JSON.stringify(frame) });

function answered(method: string, path: string, search: URLSearchParams): Response | Promise<Response> {
  if (!server) throw new TypeError('Failed to fetch');
  const { said, talks } = server;
  const [, , noun, id, rest] = path.split('/');
  if (path === '/config.json') return Response.json({ websocket_url: 'wss://chat.example', payments: 'local' });
  if (path === '/v1/auth/refresh') return Response.json(given('acc_me'));
  if (path === '/v1/chat/tickets') return Response.json({ ticket: 't' });
  if (noun !== 'conversations' || method !== 'GET') return Response.json({ items: [], next_cursor: null });
  if (!id) return Response.json({ items: search.get('archived') === 'true' ? [] : talks, next_cursor: null });
  const talk = talks.find((one) => one.conversation_id === id);
  if (!talk) return Response.json({ type: '/problems/not-found', title: '', status: 404, detail: '' }, { status: 404 });
  if (!rest) return Response.json(talk);
  if (rest !== 'messages') return Response.json({ items: [], next_cursor: null });
  if (server.isSlow) return new Promise(() => undefined);
  const items = search.has('after') ? [] : said;
  return Response.json({ items, changed: [], older_cursor: null, newer_cursor: 'end', has_more: false });
}

let close: () => void;
/** The app as a window of this browser begins with it, after a reload too. */
async function open(store: never, who = 'acc_me') {
  vi.resetModules();
  const [session, query, copies, i18n] = await Promise.all([
    import('@/lib/session'),
    import('@/lib/query'),
    import('@/features/messaging/copies'),
    import('@/lib/i18n'),
  ]);
  await i18n.need('shell', 'problems', 'messaging', 'contracts');
  if (server) await session.useSession().begin(given(who) as never);
  else await session.useSession().restore();
  await query.startPersistence(store);
  return { session: session.useSession(), ...query, ...copies };
}
async function openPage(path: string, queryClient: object) {
  const { default: MessagesPage } = await import('@/features/messaging/pages/MessagesPage.vue');
  const { default: SignedIn } = await import('@/app/SignedIn.vue');
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/messages/:thread?', component: MessagesPage }, { path: '/:rest(.*)', component: { template: '<i />' } }],
  }); // prettier-ignore
  await router.push(path);
  const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as never], stubs: { Bell: true } };
  const around = { components: { SignedIn }, template: '<SignedIn /><RouterView />' };
  const page = mount(around, { global, attachTo: document.body });
  close = () => page.unmount();
  await flushPromises();
  return { page, router };
}
const wait = (look: () => void) => vi.waitFor(look);
const holds = (disk: { copy?: unknown }, text: string) => JSON.stringify(disk.copy ?? '').includes(text);

beforeEach(() => {
  localStorage.clear();
  close = () => undefined;
  Socket.opened = [];
  asked = [];
  server = { said: [aMessage(1, 'Hello from yesterday'), aMessage(2, 'Bring the tiles')], talks: [aTalk()] };
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('fetch', async (request: Request | string) => {
    const { pathname, searchParams } = new URL(typeof request === 'string' ? request : request.url, 'http://localhost');
    const method = typeof request === 'string' ? 'GET' : request.method;
    asked.push(`${method} ${pathname}`);
    return Promise.resolve(answered(method, pathname, searchParams));
  });
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
});

it('[MSG-15] reads conversations and their last messages after a reload without a network, and catches up when it is back', async () => {
  const { disk, store } = aDevice();
  const first = await open(store);
  await openPage('/messages/cnv_1', first.queryClient);
  await wait(() => expect(document.body.textContent).toContain('Bring the tiles'));
  await wait(() => expect(holds(disk, 'Bring the tiles') && holds(disk, 'New kitchen')).toBe(true));
  close();

  server = null;
  const second = await open(store);
  const { page } = await openPage('/messages/cnv_1', second.queryClient);
  await wait(() => expect(page.find('[role=log]').text()).toContain('Hello from yesterday'));
  expect(page.find('section ul').text()).toContain('New kitchen');
  expect(page.text()).toContain('The connection is lost');
  expect(page.find('[data-failure]').exists()).toBe(false);

  server = { said: [aMessage(2, 'Bring ten tiles', 2), aMessage(3, 'And glue')], talks: [aTalk()] };
  dispatchEvent(new Event('online'));
  await wait(() => expect(page.find('[role=log]').text()).toContain('And glue'));
  expect(page.find('[role=log]').text()).toContain('Bring ten tiles');
  expect(page.find('[role=log]').text()).not.toContain('Hello from yesterday');
  await wait(() => expect(page.text()).not.toContain('The connection is lost'));
  await wait(() => expect(holds(disk, 'And glue')).toBe(true));
});

it('shows what this device knows while the server is being asked, and says nothing of a lost connection', async () => {
  const { queryClient, keepSaid } = await open(aDevice().store);
  keepSaid('cnv_1', 'acc_me', [aMessage(1, 'Known here')]);
  if (server) server.isSlow = true;

  const { page } = await openPage('/messages/cnv_1', queryClient);

  await wait(() => expect(page.find('[role=log]').text()).toContain('Known here'));
  expect(page.text()).not.toContain('The connection is lost');
});

it('keeps so many of the last messages of so many conversations, and so many bytes', async () => {
  const { keepSaid, saidIn, MOST_BYTES, MOST_MESSAGES, MOST_TALKS } = await open(aDevice().store);
  const many = Array.from({ length: MOST_MESSAGES + 10 }, (_, n) => aMessage(1, String(n)));
  const long = Array.from({ length: 20 }, (_, n) => aMessage(1, `${String(n)} ${'ٹ'.repeat(5_000)}`));
  for (let n = 0; n < MOST_TALKS + 5; n += 1) {
    vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000 + n);
    keepSaid(`cnv_${String(n)}`, 'acc_me', n % 2 ? long : many);
  }
  vi.restoreAllMocks();

  const kept = Array.from({ length: MOST_TALKS + 5 }, (_, n) => saidIn(`cnv_${String(n)}`));
  expect(kept.map((one) => one !== undefined)).toEqual(kept.map((_, n) => n >= 5));
  expect(kept[6]?.map((one) => one.text)).toEqual(many.slice(-MOST_MESSAGES).map((one) => one.text));
  expect(kept[5]?.at(-1)?.text).toBe(long.at(-1)?.text);
  expect(new TextEncoder().encode(JSON.stringify(kept[5])).length).toBeLessThan(MOST_BYTES + 100);
  expect(kept[5]?.length).toBeGreaterThan(5);
});

it('shows and keeps nothing of a conversation that was erased while it was open', async () => {
  const { disk, store } = aDevice();
  const { queryClient } = await open(store);
  const { page, router } = await openPage('/messages/cnv_1', queryClient);
  await wait(() => expect(holds(disk, 'Bring the tiles')).toBe(true));

  server = { said: [], talks: [] };
  tell({ event: 'conversation_gone', conversation_id: 'cnv_1' });

  await wait(() => expect(router.currentRoute.value.path).toBe('/messages'));
  await wait(() => expect(holds(disk, 'Bring the tiles')).toBe(false));
  expect(page.text()).not.toContain('Bring the tiles');
});

it.each([
  ['is told so on another page', () => tell({ event: 'conversation_gone', conversation_id: 'cnv_1' }), '/projects'],
  ['finds that it is not in the list any more', () => undefined, '/messages'],
  ['is refused the conversation', () => undefined, '/messages/cnv_1'],
])('forgets what was said in a conversation that was erased, where this device %s', async (_how, happens, path) => {
  const { disk, store } = aDevice();
  const { queryClient, keepSaid, saidIn } = await open(store);
  keepSaid('cnv_1', 'acc_me', [aMessage(1, 'A secret')]);
  keepSaid('cnv_2', 'acc_me', [aMessage(2, 'No secret')]);
  await wait(() => expect(holds(disk, 'A secret')).toBe(true));
  server = { said: [], talks: [aTalk('cnv_2')] };
  await openPage(path, queryClient);
  if (path === '/projects') await wait(() => expect(Socket.opened).toHaveLength(1));
  happens();

  await wait(() => expect(saidIn('cnv_1')).toBeUndefined());
  await wait(() => expect(holds(disk, 'A secret')).toBe(false));
  expect(saidIn('cnv_2')).toHaveLength(1);
});

it('leaves what was said in archived conversations, which the list has not', async () => {
  const { queryClient, keepSaid, saidIn } = await open(aDevice().store);
  queryClient.setQueryData(['conversation', 'cnv_9'], aTalk('cnv_9', true));
  keepSaid('cnv_9', 'acc_me', [aMessage(1, 'Long ago')]);
  keepSaid('cnv_8', 'acc_me', [aMessage(1, 'Erased')]);

  await openPage('/messages', queryClient);

  await wait(() => expect(saidIn('cnv_8')).toBeUndefined());
  expect(saidIn('cnv_9')).toHaveLength(1);
});

it.each([
  ['who signs out', (to: Awaited<ReturnType<typeof open>>) => to.session.end()],
  ['after whom somebody else signs in', (to: Awaited<ReturnType<typeof open>>) => to.session.begin(given('acc_b') as never)],
])('leaves nothing that was said to somebody %s', async (_who, happens) => {
  const { disk, store } = aDevice();
  const window = await open(store);
  window.keepSaid('cnv_1', 'acc_me', [aMessage(1, 'A secret')]);
  await wait(() => expect(holds(disk, 'A secret')).toBe(true));

  await happens(window);
  window.keepSaid('cnv_1', 'acc_me', [aMessage(1, 'A secret')]); // an answer that was on its way

  await wait(() => expect(holds(disk, 'A secret')).toBe(false));
  expect(window.saidIn('cnv_1')).toBeUndefined();
  server = null;
  const next = await open(store);
  expect(next.saidIn('cnv_1')).toBeUndefined();
}); // prettier-ignore
