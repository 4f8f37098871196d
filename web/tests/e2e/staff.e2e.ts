// Work at a restaurant by invitation: the owner writes, the letter is opened, somebody joins, works, and leaves.
import { expect, test, type Page } from '@playwright/test';
import { press } from '../keys';
import { anAddress, codeFor, mailTo, PASSWORD, register, signIn, type Person } from '../people';

const PLACE = '/venue/settings/people?hl=en';

/** The owner invites an address; returns where the letter leads. */
async function invite(page: Page, email: string): Promise<string> {
  await page.goto(PLACE);
  await page.getByLabel('E-mail address').fill(email);
  await press(page.getByRole('button', { name: 'Send the invitation' }));
  await expect(page.getByText('The letter is on its way.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: email })).toContainText('Open until');
  const letter = await mailTo(page, email, /invitations#token=/);
  expect(letter).toContain('Chez Nour');
  return /\/invitations#token=[\w.-]+/.exec(letter)?.[0] ?? '';
}

/** What the owner reads of somebody who works there. */
const member = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

async function works(page: Page): Promise<void> {
  await page.goto('/venue/today?hl=en');
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New reservation' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tables now' })).toBeVisible();
}

async function takeOff(owner: Person, name: string): Promise<void> {
  const { page } = owner;
  await page.goto(PLACE);
  await press(member(page, name).getByRole('button', { name: 'Take off' }));
  const asked = page.getByRole('dialog', { name: 'Take off' });
  await expect(asked).toContainText(name);
  await press(asked.getByRole('button', { name: 'Take off' }));
  await expect(asked).toBeHidden();
  await expect(member(page, name)).toHaveCount(0);
}

async function sendsAway(page: Page): Promise<void> {
  await page.goto('/venue/today?hl=en');
  await expect(page.getByText('Ask the owner of the restaurant to add you to the staff.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New reservation' })).toHaveCount(0);
}

test('somebody without an account registers by the letter, works at the restaurant, and is taken off', async ({
  browser,
}) => {
  const owner = await signIn(browser, 'omar@venues.example');
  const name = `Sana Malik ${Date.now().toString(36)}`;
  const email = anAddress('sana');
  const link = await invite(owner.page, email);

  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(link);
  await press(page.locator('main').getByRole('link', { name: 'Create an account' }));
  await expect(page.getByText('You have been invited to a staff role')).toBeVisible();
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
  await page.waitForURL('**/venue/today');
  await works(page);
  await page.goto('/venue/settings?hl=en');
  await page.waitForURL('**/403');

  await owner.page.reload();
  await expect(owner.page.getByText('No invitation is open.').or(member(owner.page, name)).first()).toBeVisible();
  await expect(owner.page.getByRole('listitem').filter({ hasText: email })).toHaveCount(0);
  await takeOff(owner, name);
  await sendsAway(page);
  await context.close();
  await owner.context.close();
});

test('somebody with an account signs in by the letter and accepts; the link works once', async ({ browser }) => {
  const owner = await signIn(browser, 'omar@venues.example');
  const name = `Tariq-${Date.now().toString(36)}`;
  const person = await register(browser, name, 'client');
  await person.context.close();
  const link = await invite(owner.page, person.email);

  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(link);
  await press(page.locator('main').getByRole('link', { name: 'Sign in' }));
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page.getByRole('button', { name: 'Sign in' }));
  await press(page.getByRole('button', { name: 'Accept the invitation' }));
  await page.waitForURL('**/projects');
  await works(page);

  await page.goto(link);
  await press(page.getByRole('button', { name: 'Accept the invitation' }));
  await expect(page.getByRole('alert')).toBeVisible();
  await takeOff(owner, name);
  await sendsAway(page);
  await context.close();
  await owner.context.close();
});
