// Short ways through pages that no other journey passes, each as far as what it is there for.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { settled } from '../axe';
import { choose, press } from '../keys';
import { signIn } from '../people';

test('the first page leads to a registration for what one came for', async ({ page }) => {
  await page.goto('/?hl=en');
  await press(page.getByRole('link', { name: 'I offer work' }));
  await expect(page).toHaveURL(/\/auth\/register\?role=expert/);
  await expect(page.getByRole('checkbox', { name: 'I offer work' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'I need work done' })).not.toBeChecked();
});

test('an address that leads nowhere says so, and leads back', async ({ page }) => {
  await page.goto('/no-such-page?hl=en');
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
  await press(page.getByRole('link', { name: 'Back to the start' }));
  await expect(
    page.getByRole('heading', { level: 1, name: 'Verified professionals, protected payments' }),
  ).toBeVisible();
});

test('a client finds an expert by a skill, reads the profile, and writes', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/experts?hl=en');
  await page.getByLabel('Filter by skill').fill('flutter');
  await press(page.getByRole('button', { name: 'Filter', exact: true }));
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([/^Bilal Qureshi/]);
  await choose(page.getByLabel('Verified only'));
  await press(page.getByRole('link', { name: /Bilal Qureshi/ }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Bilal Qureshi');
  await expect(page.getByText('Mobile apps, from sketch to store')).toBeVisible();
  await press(page.getByRole('button', { name: 'Write a message' }));
  await page.waitForURL(/\/messages\/.+/);
  await context.close();
});

const PAGES = {
  'clara@clients.example': ['/projects', '/experts', '/contracts', '/messages', '/notifications', '/invoices'],
  'amina@experts.example': ['/opportunities', '/earnings', '/contracts'],
  'omar@venues.example': ['/venue/today', '/venue/calendar', '/venue/bookings', '/venue/floor'],
  'ada@guildhall.example': ['/admin/settings', '/admin/queues', '/admin/audit', '/admin/finance'],
}; // prettier-ignore

for (const [email, paths] of Object.entries(PAGES)) {
  test(`what is asked for while the scripts come is what the page of ${email} then shows`, async ({ browser }) => {
    const { page, context } = await signIn(browser, email);
    // The page takes out of it what it asks for.
    await page.addInitScript(() => {
      let early: Map<string, unknown> | undefined;
      Object.defineProperty(window, 'early', {
        configurable: true,
        get: () => early,
        set: (given: Map<string, unknown>) => Object.assign(window, { begun: (early = given) }),
      });
    });
    for (const path of paths) {
      // What the page before has kept may be as young as an answer.
      await page.evaluate(() => void indexedDB.deleteDatabase('keyval-store'));
      await page.goto(`${path}?hl=en`);
      await settled(page);
      const left = () =>
        page.evaluate(() => [...((window as { begun?: Map<string, unknown> }).begun?.keys() ?? ['nothing'])]);
      await expect.poll(left, `of ${path}`).toEqual([]);
    }
    await context.close();
  });
}

/** A webhook of a chat, and what was posted to it. */
async function openChat() {
  const said: string[] = [];
  const server = http.createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      said.push((JSON.parse(Buffer.concat(parts).toString()) as { text: string }).text);
      answer.end('ok');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/services/${Date.now().toString(36)}`;
  return { url, said, close: () => server.close() };
}

test('what reaches somebody is chosen by channel, and stays chosen; a chat once its address is proven', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/settings/notifications?hl=en');
  const box = page.getByRole('checkbox', { name: /: By e-mail$/ }).first();
  const before = await box.isChecked();
  for (const wanted of [!before, before]) {
    await press(box, undefined, 'Space');
    await press(page.getByRole('button', { name: 'Save', exact: true }));
    await expect(page.getByRole('status').getByText('Saved.').first()).toBeVisible();
    await page.reload();
    await expect(box).toBeChecked({ checked: wanted });
  }

  const chat = await openChat();
  const slack = page.getByRole('region', { name: 'Slack' });
  await slack.getByLabel('Address of the webhook').fill(chat.url);
  await press(slack.getByRole('button', { name: 'Send a code' }));
  const field = slack.getByLabel('Code sent to 127.0.0.1');
  await expect(field).toBeVisible();
  await expect(page.getByText(chat.url)).toHaveCount(0);
  await expect.poll(() => chat.said.length, { timeout: 30_000 }).toBe(1);
  const code = /\b\d{6}\b/.exec(chat.said[0] ?? '')?.[0] ?? '';
  await field.fill(code === '111111' ? '222222' : '111111');
  await press(slack.getByRole('button', { name: 'Confirm' }));
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill(code);
  await press(slack.getByRole('button', { name: 'Confirm' }));
  await expect(field).toBeHidden();
  await expect(page.getByRole('columnheader', { name: 'Slack' })).toBeVisible();

  await press(slack.getByRole('button', { name: 'Send a test' }));
  await expect.poll(() => chat.said.length, { timeout: 30_000 }).toBe(2);
  await press(slack.getByRole('button', { name: 'Forget this address' }));
  await expect(page.getByRole('columnheader', { name: 'Slack' })).toBeHidden();
  chat.close();
  await context.close();
});

test('somebody asks for a copy of their data, and downloads it', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/settings/privacy?hl=en');
  await settled(page);
  const ask = page.getByRole('button', { name: 'Ask for a copy' });
  if (await ask.isVisible()) await press(ask);
  const saved = page.waitForEvent('download');
  await press(page.getByRole('button', { name: /^Download/ }).first());
  expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
  await context.close();
});

test('an owner closes a day, hears what is wrong with its dates at the field, and opens it again', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'omar@venues.example');
  const save = () => press(page.getByRole('button', { name: 'Save', exact: true }));
  const reason = `Works in the kitchen ${Date.now().toString(36)}`;
  await page.goto('/venue/settings/hours?hl=en');
  await press(page.getByRole('button', { name: 'Add days' }));
  const last = page.getByLabel('Last day').last();
  await page.getByLabel('First day').last().fill(inDays(301));
  await last.fill(inDays(300));
  await page.getByLabel('Reason, for guests').last().fill(reason);
  await save();
  await expect(page.locator('[aria-invalid=true]').first()).toBeFocused();
  await last.fill(inDays(302));
  await save();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  await page.reload();
  const days = page
    .getByRole('listitem')
    .filter({ has: page.getByLabel('Reason, for guests') })
    .last();
  await expect(days.getByLabel('Reason, for guests')).toHaveValue(reason);
  await expect(days.getByText('Closed', { exact: true })).toBeVisible();
  await press(days.getByRole('button', { name: /^Remove Days/ }));
  await save();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await settled(page);
  const reasons = page.getByLabel('Reason, for guests');
  expect(await reasons.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))).not.toContain(reason);
  await context.close();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('an owner puts a dish on the menu, and guests read it until it is gone', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'omar@venues.example');
  const name = `Lentil soup ${Date.now().toString(36)}`;
  // Another guest each time: a browser may show for some minutes what it has read.
  const onMenu = async () => {
    const guest = await browser.newPage();
    await guest.goto('/venues/chez-nour/menu?hl=en');
    await settled(guest);
    const found = await guest.getByRole('heading', { level: 3, name }).count();
    await guest.close();
    return found;
  };
  await page.goto('/venue/menu?hl=en');
  await press(page.getByRole('button', { name: /^Add a dish to/ }).first());
  for (const language of ['French', 'English']) await page.getByLabel(`Name (${language})`).fill(name);
  await page.getByLabel('Price', { exact: true }).fill('8.50');
  await press(page.getByRole('button', { name: 'Save', exact: true }));
  const dish = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name }) });
  await expect(dish).toContainText('€8.50');
  await expect.poll(onMenu, { timeout: 60_000 }).toBe(1);

  await press(dish.getByRole('button', { name: `Delete: ${name}` }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Delete' }));
  await expect(dish).toHaveCount(0);
  await expect.poll(onMenu, { timeout: 60_000 }).toBe(0);
  await context.close();
});

/** What moved since it was opened: names of animations, properties of transitions. */
const moved = (page: Page) => page.evaluate(() => (window as unknown as { moved: string[] }).moved);

for (const [motion, what] of [
  ['no-preference', '[WEB-16] windows, menus, notes, waiting and pressing are seen to happen'],
  ['reduce', 'nothing moves for whoever asked for less motion'],
] as const)
  test(what, async ({ browser }) => {
    const { page, context } = await signIn(browser, 'clara@clients.example', { reducedMotion: motion });
    await page.addInitScript(() => {
      const seen: string[] = [];
      (window as unknown as { moved: string[] }).moved = seen;
      document.addEventListener('animationstart', (event) => seen.push(event.animationName));
      document.addEventListener('transitionrun', (event) => seen.push(event.propertyName));
    });
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/notification-preferences', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/settings/notifications?hl=en');
    await expect(page.locator('.bone').first()).toBeVisible();
    answer();
    const save = page.getByRole('button', { name: 'Save', exact: true });
    // Where signing in has noted the time zone meanwhile, saving again keeps what is shown.
    await expect(async () => {
      await press(save);
      await expect(page.getByRole('status').getByText('Saved.').first()).toBeVisible({ timeout: 5_000 });
    }).toPass();
    await save.hover();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Go to a page' })).toBeFocused();
    // A note and a window, and the page behind it.
    if (motion !== 'reduce') await expect.poll(() => moved(page)).toContain('dim');
    await page.keyboard.press('Escape');
    await press(page.getByRole('button', { name: 'Display' }));
    await expect(page.getByLabel('Language')).toBeVisible();
    const rises = async () => (await moved(page)).filter((one) => one === 'rise').length;
    if (motion === 'reduce') expect(await moved(page)).toEqual([]);
    else {
      await expect.poll(rises).toBe(3);
      expect(await moved(page)).toEqual(expect.arrayContaining(['breathe', 'background-color']));
    }
    await context.close();
  });
