// What people and finance do with money besides paying: cards, links, holds, files for spreadsheets.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { choose, press } from '../keys';
import { signIn } from '../people';
import { protectedWorld } from '../world';

test('a client saves a card at the provider, and removes it', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/account/cards?hl=en');
  await press(page.getByRole('button', { name: 'Save a card' }));
  await choose(page.getByLabel('The card is accepted'));
  await press(page.getByRole('button', { name: 'Save this card' }));
  const card = page.getByRole('listitem').filter({ hasText: 'VISA ending in 4242' });
  await expect(card).toContainText('Used next time');
  await press(card.getByRole('button', { name: 'Remove' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Remove' }));
  await expect(page.getByText('No card saved')).toBeVisible();
  await context.close();
});

test('a link to share leads to a registration that names it', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'clara@clients.example');
  await page.goto('/referrals?hl=en');
  const row = page.getByRole('listitem').filter({ hasText: 'To recommend us to clients' });
  await expect(row).toBeVisible();
  const get = row.getByRole('button', { name: 'Get a link' });
  if (await get.isVisible()) await press(get);
  const link = await row.getByText(/\/join\/[0-9A-Z]+$/).innerText();
  await context.close();
  const stranger = await browser.newPage();
  await stranger.goto(`${new URL(link).pathname}?hl=en`);
  await expect(stranger).toHaveURL(new RegExp(`/auth/register\\?by=${link.split('/').at(-1) ?? ''}`));
  await stranger.close();
});

test('finance sees what is held, and saves it as a file', async ({ browser }) => {
  const { milestone } = await protectedWorld();
  const { page, context } = await signIn(browser, 'ada@guildhall.example');
  await page.goto('/admin/finance/holds?hl=en');
  await expect(page.getByRole('row').filter({ hasText: milestone })).toContainText('€1,200');
  const saved = page.waitForEvent('download');
  await press(page.getByRole('button', { name: 'Save as CSV' }));
  const download = await saved;
  expect(download.suggestedFilename()).toBe('holds.csv');
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text).toContain(milestone);
  await context.close();
});

test('a bank that wants to be sure asks on its own page; the administrator follows the money', async ({ browser }) => {
  const { contract } = await protectedWorld();
  const { page, context } = await signIn(browser, 'clara@clients.example');
  const payWithQuestion = async () => {
    await press(page.getByRole('button', { name: 'Go on to the card' }));
    await choose(page.getByLabel('The bank asks you to confirm'));
    await press(page.getByRole('button', { name: 'Pay in' }));
    await expect(page.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
  };
  await page.goto(`/contracts/${contract}?hl=en`);
  await press(page.getByRole('link', { name: 'Pay it in' }));

  await payWithQuestion();
  await press(page.getByRole('button', { name: 'Refuse' }));
  await expect(page.getByRole('alert')).toContainText('The bank has refused.');
  await payWithQuestion();
  await press(page.getByRole('button', { name: 'Approve' }));
  await expect(page.getByRole('heading', { name: 'The money is held' })).toBeVisible({ timeout: 60_000 });
  expect(page.url()).not.toContain('secret');
  const milestone = new URL(page.url()).searchParams.get('milestone') ?? '';
  await context.close();

  const admin = await signIn(browser, 'ada@guildhall.example');
  await admin.page.goto(`/admin/payments/${milestone}?hl=en`);
  await expect(admin.page.getByRole('heading', { level: 1 })).toContainText('Orders');
  await expect(admin.page.locator('[data-step=held]')).toContainText('€1,200');
  await expect(admin.page.locator('[data-step=attempt_ended]')).toHaveCount(1);
  await admin.context.close();
});
