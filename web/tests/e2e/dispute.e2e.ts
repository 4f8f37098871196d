// A dispute, wholly in the browser: filed in steps, answered, talked over, decided by an arbitrator, settled.
import { expect, test } from '@playwright/test';
import { choose, press } from '../keys';
import { signIn, type Person } from '../people';
import { protectedWorld, shortenAppeals, type World } from '../world';

test.describe.configure({ mode: 'serial' });

let client: Person;
let expert: Person;
let arbitrator: Person;
const people: Person[] = [];
let world: World;
const REASONS = 'The contract asks for opening hours; the rest of the page is in use. Each side gets a part.';

test.beforeAll(async ({ browser }) => {
  world = await protectedWorld();
  people.push((client = await signIn(browser, 'clara@clients.example')));
  people.push((expert = await signIn(browser, 'amina@experts.example')));
  people.push((arbitrator = await signIn(browser, 'ada@guildhall.example')));
});
test.afterAll(async () => {
  for (const person of people) await person.context.close();
});

test('[DSP-02] the client files in steps; what is typed survives a reload', async () => {
  const { page } = client;
  await page.goto(`/contracts/${world.contract}?hl=en`);
  await press(page.getByRole('link', { name: 'File a dispute' }));
  await press(page.getByRole('button', { name: 'Begin' }));
  await press(page.getByRole('button', { name: 'Go on' }));
  await expect(page.getByText('Choose a reason')).toBeVisible();
  await choose(page.getByLabel('The work is not as agreed'));
  await press(page.getByRole('button', { name: 'Go on' }));
  await page.getByLabel('Say what happened').fill('The page has no opening hours, which the contract asks for.');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Say what happened')).toHaveValue(/opening hours/);
  await press(page.getByRole('button', { name: 'Go on' }));
  await page.getByLabel('To the expert').fill('200');
  await expect(page.getByText('€1,000')).toBeVisible();
  await press(page.getByRole('button', { name: 'Go on' }));
  await expect(page.getByText('The work is not as agreed')).toBeVisible();
  await press(page.getByRole('button', { name: 'Hand it in' }));
  await expect(page.getByRole('heading', { name: 'Evidence' })).toBeVisible();
});

test('[DSP-03] evidence is uploaded, checked, and stands in the manifest for both', async () => {
  const { page } = client;
  await page.getByLabel('What the files show').fill('The hours were agreed here.');
  const buffer = Buffer.from('%PDF-1.7\nthe mail in which the hours were agreed');
  await page.locator('input[type=file]').setInputFiles({ name: 'Mail.pdf', mimeType: 'application/pdf', buffer });
  await expect(page.locator('[data-evidence][data-state=entered]')).toHaveCount(1, { timeout: 40_000 });
  await press(page.getByRole('link', { name: 'Go to the dispute' }));
  await expect(page.getByText('The manifest is whole.')).toBeVisible();
  await expect(page.locator('[data-stage=response]')).toBeVisible();
  await press(page.getByText('Manifest, 1 line'));
  await expect(page.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible();
});

test('the expert finds it from the contract, sees the evidence, and answers', async () => {
  const { page } = expert;
  await page.goto(`/contracts/${world.contract}?hl=en`);
  await press(page.getByRole('link', { name: 'Open the dispute' }));
  await expect(page.getByText('It is your turn: answer, or give what is asked.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open Mail.pdf' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Answer' }));
  await page.getByLabel('Your side of the story').fill('Nobody told me about the hours before the delivery.');
  await press(page.getByRole('button', { name: 'Send the answer' }));
  await expect(page.locator('[data-stage=mediation]')).toBeVisible();
});

test('they propose ways to share, and do not agree', async () => {
  await press(expert.page.getByRole('button', { name: 'Propose how to share' }));
  const dialog = expert.page.getByRole('dialog');
  await dialog.getByLabel('To the expert', { exact: true }).fill('900');
  await dialog.getByLabel('Why this is fair').fill('The rest of the page is in use.');
  await press(dialog.getByRole('button', { name: 'Make the proposal' }));
  await expect(expert.page.locator('[data-split]')).toContainText('€900');
  await expect(client.page.locator('[data-split]')).toContainText('The rest of the page is in use.');
  await press(client.page.getByRole('button', { name: 'Propose another way' }));
  await client.page.getByRole('dialog').getByLabel('To the expert', { exact: true }).fill('400');
  await press(client.page.getByRole('dialog').getByRole('button', { name: 'Make the proposal' }));
  await expect(expert.page.locator('[data-split]')).toContainText('€400');
  for (const { page } of [client, expert]) {
    await press(page.getByRole('button', { name: 'Ask for a decision now' }));
    await press(page.getByRole('dialog').getByRole('button', { name: 'Ask for a decision now' }));
    await expect(page.getByRole('button', { name: 'Ask for a decision now' })).toBeHidden();
  }
  await expect(client.page.locator('[data-stage=arbitration]')).toBeVisible();
});

test('[DSP-05] an arbitrator takes it from the queue and decides with reasons that both read', async () => {
  const { page } = arbitrator;
  await shortenAppeals();
  await page.goto('/admin/disputes?stage=arbitration&hl=en');
  await press(page.getByRole('link', { name: 'Page with opening hours' }).first());
  await press(page.getByRole('button', { name: 'Take it as arbitrator' }));
  await press(page.getByRole('button', { name: 'Decide' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('To the expert', { exact: true }).fill('600');
  await dialog.getByLabel('Reasons').fill('Too short.');
  await press(dialog.getByRole('button', { name: 'Announce the decision' }));
  await expect(dialog.getByText('50 characters or more').last()).toBeVisible();
  await dialog.getByLabel('Reasons').fill(REASONS);
  await press(dialog.getByRole('button', { name: 'Announce the decision' }));
  await expect(page.locator('[data-decision]')).toContainText('€600');
  for (const side of [client, expert]) await expect(side.page.locator('[data-decision]')).toContainText(REASONS);
});

test('[DSP-01, DSP-06] nobody appeals: the money is shared, and both read the same story', async () => {
  for (const { page } of [client, expert]) {
    await expect(page.locator('[data-happening=settled]')).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText('The money has been shared.')).toBeVisible();
  }
  const stories = await Promise.all(
    [client, expert].map(({ page }) =>
      page.locator('[data-happening]').evaluateAll((all) => all.map((one) => one.getAttribute('data-happening'))),
    ),
  );
  expect(stories[0]).toEqual(stories[1]);
  await client.page.goto(`/contracts/${world.contract}`);
  await expect(client.page.getByText('€600').first()).toBeVisible();
});
