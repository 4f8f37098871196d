// Getting in, staying in, and what happens to typed words when a session or a network ends.
import crypto from 'node:crypto';
import { expect, test } from '@playwright/test';
import { press } from '../keys';
import { codeFor, copyHas, PASSWORD, register, signIn } from '../people';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

/** The six digits of an authenticator app (RFC 6238). */
function totp(secret: string, now = Date.now()): string {
  const bits = [...secret.replace(/[\s=]/g, '')]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / STEP_SECONDS)));
  const hash = crypto.createHmac('sha1', key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('[WEB-22] somebody sets the authenticator app up and signs in with its code', async ({ browser }) => {
  const { page, email, context } = await register(browser, 'Tariq', 'expert');
  await page.goto('/account/security');
  await press(page.getByRole('button', { name: 'Set it up' }));
  const secret = (await page.locator('[data-secret]').textContent()) ?? '';
  await page.getByLabel('Code of the authenticator app').fill(totp(secret.trim()));
  await press(page.getByRole('button', { name: 'Turn it on' }));
  await expect(page.getByText('Keep these recovery codes')).toBeVisible();
  const recovery = (await page.locator('main li').filter({ hasText: /^\w{4}-/ }).first().textContent())?.trim() ?? ''; // prettier-ignore
  await press(page.getByRole('button', { name: 'I have kept them' }));
  await press(page.getByRole('button', { name: 'Sign out', exact: true }));
  await page.goto('/auth/login?hl=en');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page.getByRole('button', { name: 'Sign in' }));
  await press(page.getByRole('button', { name: 'I do not have the app' }));
  await page.getByLabel('Recovery code').fill(recovery);
  await press(page.getByRole('button', { name: 'Sign in' }));
  await page.waitForURL('**/opportunities');
  await context.close();
});

test('a forgotten password is replaced with the code from the mail', async ({ browser }) => {
  const { page, email, context } = await register(browser, 'Nadia', 'client');
  const before = await codeFor(page, email);
  await press(page.getByRole('button', { name: 'Sign out' }));
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/auth/reset?hl=en');
  await page.getByLabel('E-mail address').fill(email);
  await press(page.getByRole('button', { name: 'Send the code' }));
  let code = before;
  await expect.poll(async () => (code = await codeFor(page, email))).not.toBe(before);
  await page.getByLabel('Code from the message').fill(code);
  await page.getByLabel('New password').fill('Another-horse-8-battery');
  await press(page.getByRole('button', { name: 'Set the password' }));
  await page.getByLabel('Password', { exact: true }).fill('Another-horse-8-battery');
  await press(page.getByRole('button', { name: 'Sign in' }));
  await page.waitForURL('**/projects');
  await context.close();
});

test('the faults of the server stand at their fields, in the language of the person', async ({ page }) => {
  await page.goto('/auth/register?hl=fr');
  await press(page.getByRole('button', { name: 'Créer le compte' }));
  await expect(page.getByLabel('Adresse e-mail')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Choisissez-en au moins un')).toBeVisible();
  await page.goto('/auth/login?hl=fr');
  await page.getByLabel('Adresse e-mail').fill('nobody@people.example');
  await page.getByLabel('Mot de passe', { exact: true }).fill('wrong');
  await press(page.getByRole('button', { name: 'Se connecter' }));
  await expect(page.getByRole('alert')).toContainText('Adresse ou mot de passe incorrect');
});

test('a session that ends while somebody writes loses nothing', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/projects/new');
  await page.getByLabel('Title').fill('Written before');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await context.clearCookies();
  await page.route('**/v1/projects/**', (route) => route.fulfill({ status: 401, body: '{"message":"Unauthorized"}' }), {
    times: 1,
  });
  await page.getByLabel('Description').fill('Written while the session ended.');
  await expect(page.getByRole('dialog', { name: 'Please sign in again' })).toBeVisible();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page.getByRole('dialog').getByRole('button', { name: 'Sign in' }));
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Description')).toHaveValue('Written while the session ended.');
  await context.close();
});

test('two windows cannot overwrite each other: the person decides', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/projects/new');
  await page.getByLabel('Title').fill('Two windows');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel('Title').fill('From the other window');
  await expect(other.locator('[data-save=saved]')).toBeVisible();
  await page.getByLabel('Title').fill('From this window');
  await expect(page.getByRole('alert')).toContainText('From the other window');
  await press(page.getByRole('button', { name: 'Keep mine' }));
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await other.reload();
  await expect(other.getByLabel('Title')).toHaveValue('From this window');
  await context.close();
});

test('[WEB-01, WEB-04] without a network the shell opens with what was read before, and a draft is kept until it is back', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  await page.goto('/projects/new');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const title = `Begun with a network ${Date.now().toString(36)}`;
  await page.getByLabel('Title').fill(title);
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  const draft = page.url();
  // Once under the eyes of the service worker, which keeps what the page is made of, and until its copy is written.
  await page.goto('/projects');
  await page.reload();
  await expect(page.getByText(title)).toBeVisible();
  await expect.poll(() => page.evaluate(copyHas, title)).toBe(true);
  await page.goto(draft);
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await context.setOffline(true);
  await page.getByLabel('Title').fill('Continued without one');
  await expect(page.locator('[data-save=kept]')).toBeVisible();
  await expect(page.getByText('You are offline.')).toBeVisible();

  await page.goto('/projects');

  await expect(page.getByText(title)).toBeVisible();
  await expect(page.getByText('You are offline.')).toBeVisible();
  await page.goto(draft);
  await expect(page.getByLabel('Title')).toHaveValue('Continued without one');
  await context.setOffline(false);
  await page.goto(draft);
  await expect(page.getByLabel('Title')).toHaveValue('Continued without one');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await context.close();
});

test('whoever signs out without a network has left the device, and the server once there is one', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'clara@clients.example', { serviceWorkers: 'allow' });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.goto('/projects');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await context.setOffline(true);
  await press(page.getByRole('button', { name: 'Sign out' }));
  await page.waitForURL((url) => url.pathname === '/' || url.pathname === '/offline');
  await context.setOffline(false);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('left'))).toBeNull();
  await page.goto('/projects');
  await expect(page).toHaveURL(/\/auth\/login/);
  await context.close();
});

test('by keyboard alone: skip link, command menu, a dialog that holds and gives back the focus', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/projects');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Go to a page' })).toBeFocused();
  await page.keyboard.type('contr');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/contracts');
  await expect(page.locator('#main')).toBeFocused();

  const opener = page.getByRole('button', { name: /^Go to a page/ });
  await press(opener);
  const dialog = page.getByRole('dialog');
  await expect(page.getByRole('combobox', { name: 'Go to a page' })).toBeFocused();
  const isInside = () =>
    dialog.evaluate((one) => one !== document.activeElement && one.contains(document.activeElement));
  for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key);
    expect(await isInside(), `${key} stays in the window`).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await context.close();
});

test('somebody changes name, roles and password, and signs out everywhere', async ({ browser }) => {
  const { page, email, context } = await register(browser, 'Selma', 'client');
  const elsewhere = await signIn(browser, email);
  const said = (words: string) => page.getByRole('status').getByText(words);
  await page.goto('/account/security');
  await page.getByLabel('Your name').fill('Selma Unal');
  await press(page.getByRole('button', { name: 'Save', exact: true }));
  await expect(page.getByRole('complementary').getByText('Selma Unal')).toBeVisible();

  await press(page.getByRole('button', { name: 'Add: Expert' }));
  await expect(said('The role is yours.')).toBeVisible();
  const acting = page.getByLabel('You act as');
  await expect(acting).toHaveValue('client');
  await acting.press('E');
  await page.waitForURL('**/opportunities');
  await expect(page.getByRole('link', { name: 'My proposals' })).toBeVisible();

  const changed = 'Another-horse-9-battery';
  await page.goto('/account/security');
  await page.getByLabel('Present password').fill('Not-the-password-1');
  await page.getByLabel('New password').fill(changed);
  await press(page.getByRole('button', { name: 'Change the password' }));
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Present password').fill(PASSWORD);
  await press(page.getByRole('button', { name: 'Change the password' }));
  await expect(said('The password is changed.')).toBeVisible();

  await press(page.getByRole('button', { name: 'Sign out everywhere' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }));
  await page.waitForURL('**/auth/login**');
  await elsewhere.page.goto('/projects');
  await elsewhere.page.waitForURL('**/auth/login**');
  await elsewhere.context.close();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(changed);
  await press(page.getByRole('button', { name: 'Sign in' }));
  await page.waitForURL((url) => !url.pathname.startsWith('/auth'));
  await context.close();
});

test('[WEB-06, WEB-10] language, theme and density change without a reload and stay', async ({ page }) => {
  await page.goto('/?hl=en');
  await press(page.getByRole('button', { name: 'Display' }));
  await page.getByLabel('Language').selectOption('ur');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  // One of several is reached by the Tab key, the others by arrows.
  const pick = (name: string) =>
    expect(async () => {
      await page.getByRole('radio', { checked: true }).first().press('ArrowDown');
      await expect(page.getByRole('radio', { name })).toBeChecked({ timeout: 250 });
    }).toPass();
  await pick('تاریک');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await pick('روشن');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await pick('سسٹم');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('/status');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ur');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('[WEB-12] the browser’s language is taken where we speak it, English where not; a choice stays, with the account too', async ({
  browser,
}) => {
  const of = async (locale: string) => {
    const context = await browser.newContext({ locale, serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto('/status');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    return { context, page, html: page.locator('html') };
  };
  const german = await of('de-DE');
  await expect(german.html).toHaveAttribute('lang', 'en');
  await german.context.close();
  const urdu = await of('ur-PK');
  await expect(urdu.html).toHaveAttribute('lang', 'ur');
  await urdu.context.close();

  const { context, page, html } = await of('fr-CA');
  await expect(html).toHaveAttribute('lang', 'fr');
  await press(page.getByRole('button', { name: 'Affichage' }));
  await page.getByLabel('Langue').selectOption('en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Status');
  await page.reload();
  await expect(html).toHaveAttribute('lang', 'en');
  await context.close();

  const person = await register(browser, 'Noor', 'client');
  await person.page.goto('/account/language');
  await person.page.getByRole('radio', { name: 'Français' }).press('Space');
  await expect(person.page.locator('html')).toHaveAttribute('lang', 'fr');
  const elsewhere = await of('en-GB');
  await elsewhere.page.goto('/auth/login');
  await elsewhere.page.getByLabel('E-mail address').fill(person.email);
  await elsewhere.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(elsewhere.page.getByRole('button', { name: 'Sign in' }));
  await expect(elsewhere.html).toHaveAttribute('lang', 'fr');
  await elsewhere.context.close();
  await person.context.close();
});

test('[WEB-19] a server that fails can be asked again, and a page that breaks takes no other with it', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  const answers = [{ status: 500, body: '{}' }, { status: 200, body: '{"items": "not a list"}' }]; // prettier-ignore
  const list = /\/v1\/contracts\?/;
  await page.route(list, (route) => route.fulfill({ contentType: 'application/json', ...answers[0] }));
  await page.goto('/contracts');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unroute(list);
  await press(page.getByRole('alert').getByRole('button', { name: 'Try again' }));
  await expect(page.getByRole('alert')).toBeHidden();

  await page.route(list, (route) => route.fulfill({ contentType: 'application/json', ...answers[1] }));
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('This page stopped working');
  await press(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'My projects' }));
  await expect(page.getByRole('heading', { level: 1, name: 'My projects' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
  await context.close();
});

test('[WEB-19] a part that cannot be fetched is said to be missing, and comes when it can be, without a reload', async ({
  browser,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto('/auth/login?hl=en');
  await page.getByLabel('E-mail').fill('written@before.example');
  const scripts = '**/assets/*.js';
  await page.route(scripts, (route) => route.abort('internetdisconnected'));

  await press(page.getByRole('button', { name: 'Display' }));
  await expect(page.getByText('Part of this page did not load.')).toBeVisible();
  await page.unroute(scripts);

  await expect(page.getByLabel('Language')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('written@before.example');
  await context.close();
});
