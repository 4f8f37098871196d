// People for tests in a browser: they register as anybody would, and read the code in the mail that was sent.
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { press } from './keys';

export const PASSWORD = 'Correct-horse-7-battery';
const DESK = process.env['GUILDHALL_DESK'] ?? 'http://localhost:4568';

export interface Person {
  name: string;
  email: string;
  context: BrowserContext;
  page: Page;
}

let count = 0;

export function anAddress(name: string): string {
  count += 1;
  return `${name}-${Date.now().toString(36)}-${String(count)}@people.example`;
}

/** The six digits of the newest mail to an address, as the desk shows it. */
export async function codeFor(page: Page, email: string): Promise<string> {
  let code = '';
  await expect
    .poll(
      async () => {
        const outbox = await (await page.request.get(`${DESK}/outbox`)).text();
        const mail = outbox.split('<article>').find((one) => one.includes(email) && /\b\d{6}\b/.test(one));
        code = /\b(\d{6})\b/.exec(mail?.split('<pre>')[1] ?? '')?.[1] ?? '';
        return code;
      },
      { timeout: 30_000 },
    )
    .not.toBe('');
  return code;
}

/** The newest mail to an address in which something stands, as the desk shows it. */
export async function mailTo(page: Page, email: string, what: RegExp): Promise<string> {
  let found = '';
  await expect
    .poll(
      async () => {
        const outbox = await (await page.request.get(`${DESK}/outbox`)).text();
        found = outbox.split('<article>').find((one) => one.includes(email) && what.test(one)) ?? '';
        return found;
      },
      { timeout: 30_000 },
    )
    .not.toBe('');
  return found;
}

/** Register, confirm, sign in, all through the pages. */
export async function register(browser: Browser, name: string, role: 'client' | 'expert'): Promise<Person> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const email = anAddress(name.toLowerCase());
  await page.goto(`/auth/register?role=${role}&hl=en`);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page.getByRole('button', { name: 'Create the account' }));
  await page.waitForURL('**/auth/confirm**');
  await page.getByLabel('Code from the message').fill(await codeFor(page, email));
  await press(page.getByRole('button', { name: 'Confirm' }));
  await page.waitForURL('**/auth/login**');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page.getByRole('button', { name: 'Sign in' }));
  await page.waitForURL(role === 'client' ? '**/projects' : '**/opportunities');
  return { name, email, context, page };
}

/** Sign somebody of the demonstration data in. */
export async function signIn(
  browser: Browser,
  email: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Person> {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  await page.goto('/auth/login?hl=en');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await press(page.locator('form .btn-primary'));
  await page.waitForURL((url) => !url.pathname.startsWith('/auth'));
  return { name: '', email, context, page };
}

/** Whether the copy for offline times holds a text; it is written a moment after it was fetched. */
export const copyHas = (text: string) =>
  new Promise<boolean>((done) => {
    const opening = indexedDB.open('keyval-store');
    // Where there is none yet, none is made: the app makes its own.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => done(false);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('keyval').objectStore('keyval').get('guildhall-cache-v1');
      reading.onsuccess = () => {
        opening.result.close();
        done(JSON.stringify(reading.result ?? '').includes(text));
      };
    };
  });
