// What the service worker does by itself, in the browser: a new version, pushes, and what was left to be sent.
import { expect, test, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { press } from '../keys';
import { openDoor } from '../next-release';
import { ulid } from '../../src/lib/ulid';
import { copyHas, signIn } from '../people';
import { signedIn, talkOf, withWeb } from '../world';

const WEB = process.env['GUILDHALL_WEB'] ?? 'http://localhost:4569';

const ready = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

/** Speak with the browser about its service workers as its own developer tools do. */
async function worker(page: Page): Promise<{ tools: CDPSession; registrationId: string }> {
  const tools = await page.context().newCDPSession(page);
  const known = new Promise<string>((found) => {
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find((one) => one.scopeURL.startsWith(WEB) && !one.isDeleted);
      if (ours) found(ours.registrationId);
    });
  });
  await tools.send('ServiceWorker.enable');
  return { tools, registrationId: await known };
}

test('a new version is offered while the app is open, and comes when the person takes it, not before', async ({
  browser,
}) => {
  const door = await openDoor();
  const context = await browser.newContext({ baseURL: door.url });
  const page = await context.newPage();
  const next = page.locator('meta[name=release][content=next]');
  const offer = page.getByRole('status').filter({ hasText: 'A new version is ready.' });
  await page.clock.install();
  await page.goto('/status?hl=en');
  await ready(page);
  await page.reload();
  // Chromium looks for a new one a moment after a page is opened; from then on it is up to the page.
  await expect.poll(door.looks).toBe(2);
  await expect(offer).toBeHidden();

  door.publishNext();
  await page.clock.fastForward('01:00:01');
  await expect(offer).toBeVisible();
  await page.reload();
  await expect(offer, 'what was not taken is offered again').toBeVisible();
  await expect(next).toHaveCount(0);

  await press(offer.getByRole('button', { name: 'Load it' }));
  await expect(next).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(offer).toBeHidden();
  await context.close();
  await door.close();
});

const PUSH = { notification_id: 'ntf_01', title: 'ایک نیا پیغام', body: 'آپ کی رقم محفوظ ہے۔', link: '/contracts', language: 'ur', dir: 'rtl' }; // prettier-ignore

interface Told {
  title: string;
  body: string;
  dir: string;
  lang: string;
  tag: string;
}

const told = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const all = await registration.getNotifications();
    return all.map(({ title, body, dir, lang, tag }): Told => ({ title, body, dir, lang, tag }));
  });

/** When it was shown last, in milliseconds. */
const shownAt = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const [notice] = (await registration.getNotifications()) as (Notification & { timestamp: number })[];
    return notice?.timestamp;
  });

/** What the browser does when a notice is touched. */
const touch = (context: BrowserContext) =>
  context.serviceWorkers()[0]?.evaluate(async () => {
    const scope = self as unknown as ServiceWorkerGlobalScope;
    const [notification] = await scope.registration.getNotifications();
    if (notification) scope.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  });

test('a push is shown once, in the direction of its language, and leads to its page', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  await context.grantPermissions(['notifications'], { origin: WEB });
  await page.goto('/status');
  await ready(page);
  const { tools, registrationId } = await worker(page);
  const push = (data: string) => tools.send('ServiceWorker.deliverPushMessage', { origin: WEB, registrationId, data });

  const notice = { title: PUSH.title, body: PUSH.body, dir: 'rtl', lang: 'ur', tag: PUSH.notification_id };
  // What DevTools delivers is lost once in many runs on a busy machine: pushed again, it has to be shown.
  await expect(async () => {
    await push(JSON.stringify(PUSH));
    await expect.poll(() => told(page), { timeout: 3_000 }).toEqual([notice]);
  }).toPass();
  const first = await shownAt(page);
  await push(JSON.stringify(PUSH));
  await expect.poll(() => shownAt(page)).not.toBe(first);
  expect(await told(page)).toEqual([notice]);
  await touch(context);
  await page.waitForURL('**/contracts');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(() => told(page)).toEqual([]);

  await expect(async () => {
    await push('not ours');
    await expect
      .poll(() => told(page), { timeout: 3_000 })
      .toContainEqual(expect.objectContaining({ title: 'Guildhall' }));
  }).toPass();
  await touch(context);
  await page.waitForURL('**/notifications');
  await context.close();
});

/** How often the other has it. */
const arrived = (conversation: string, text: string) =>
  withWeb(async (web) => {
    const amina = await signedIn(web, 'amina@experts.example');
    const { items } = await amina.get<{ items: { text: string }[] }>(`/v1/conversations/${conversation}/messages`);
    return items.filter((one) => one.text === text).length;
  });

test('[WEB-03] what was written without a network is sent by the worker when it is back, with the page closed', async ({
  browser,
}) => {
  const conversation = await talkOf('clara@clients.example', 'amina@experts.example');
  const text = `Written in a tunnel, then closed: ${Date.now().toString(36)}`;
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  await page.goto(`/messages/${conversation}`);
  await ready(page);
  await expect(page.getByRole('textbox')).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('textbox').fill(text);
  await page.getByRole('textbox').press('Enter');
  await expect(page.getByText('Waiting for a connection')).toBeVisible();

  const elsewhere = await context.newPage();
  await page.close();
  const { tools, registrationId } = await worker(elsewhere);
  expect(await arrived(conversation, text)).toBe(0);
  await context.setOffline(false);
  await tools.send('ServiceWorker.dispatchSyncEvent', {
    origin: WEB,
    registrationId,
    tag: 'outbox',
    lastChance: false,
  });

  await expect.poll(() => arrived(conversation, text), { timeout: 40_000 }).toBe(1);
  await context.close();
});

/** Say something from elsewhere. */
const say = (email: string, conversation: string, text: string) =>
  withWeb(async (web) => {
    const side = await signedIn(web, email);
    await side.send('POST', `/v1/conversations/${conversation}/messages`, { message_id: `msg_${ulid()}`, text });
  });

test('[MSG-15] a conversation is read after a reload without a network, and caught up with when there is one', async ({
  browser,
}) => {
  const conversation = await talkOf('clara@clients.example', 'amina@experts.example');
  const mark = Date.now().toString(36);
  await say('amina@experts.example', conversation, `Said before the tunnel ${mark}`);
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  const log = page.getByRole('log');
  await page.goto(`/messages/${conversation}`);
  await ready(page);
  // Once under the eyes of the service worker, which keeps what the page is made of.
  await page.reload();
  await expect(log.getByText(`Said before the tunnel ${mark}`)).toBeVisible();
  // The list has its last words too: what is waited for is the conversation itself.
  await expect.poll(() => page.evaluate(copyHas, JSON.stringify(['said', conversation]))).toBe(true);
  await context.setOffline(true);

  await page.reload();

  await expect(page.getByText('You are offline.')).toBeVisible();
  await expect(log.getByText(`Said before the tunnel ${mark}`)).toBeVisible();
  await expect(page.getByText('The connection is lost')).toBeVisible();
  await expect(page.getByRole('textbox'), 'under the notes there is room to write').toBeInViewport({ ratio: 1 });
  await page.goto('/messages');
  await expect(page.locator('main ul a').first()).toBeVisible();
  await page.goto(`/messages/${conversation}`);
  await expect(log.getByText(`Said before the tunnel ${mark}`)).toBeVisible();
  await say('amina@experts.example', conversation, `Said in the tunnel ${mark}`);
  await context.setOffline(false);
  await expect(log.getByText(`Said in the tunnel ${mark}`)).toBeVisible();
  await expect(page.getByText('The connection is lost')).toBeHidden();

  await press(page.getByRole('button', { name: 'Sign out' }));
  await page.waitForURL((url) => url.pathname === '/');
  await expect.poll(() => page.evaluate(copyHas, mark)).toBe(false);
  await context.close();
});

test('a server that fails is not asked in a rush, and gets the message when it works again', async ({ browser }) => {
  const FAILURES = 4;
  const conversation = await talkOf('clara@clients.example', 'amina@experts.example');
  const text = `Written while the server was busy: ${Date.now().toString(36)}`;
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  await page.goto(`/messages/${conversation}`);
  await ready(page);
  const tries: number[] = [];
  await context.route('**/v1/conversations/*/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    tries.push(Date.now());
    return tries.length > FAILURES ? route.continue() : route.fulfill({ status: 503, body: '{}' });
  });
  await page.getByRole('textbox').fill(text);
  await page.getByRole('textbox').press('Enter');

  await expect.poll(() => arrived(conversation, text), { timeout: 40_000 }).toBe(1);
  expect((tries.at(-1) ?? 0) - (tries[0] ?? 0)).toBeGreaterThan(1_000);
  await context.close();
});
