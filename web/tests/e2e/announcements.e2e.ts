// Operators tell many people something at once: from a draft to the news of whoever it is for.
import { expect, test } from '@playwright/test';
import { choose, press } from '../keys';
import { signIn } from '../people';

test('an announcement for clients is written, counted, sent and read, and what became of it is shown', async ({
  browser,
}) => {
  const title = `Slower payouts ${Date.now().toString(36)}`;
  const { page, context } = await signIn(browser, 'ada@guildhall.example');
  await page.goto('/admin/announcements');
  await press(page.getByRole('link', { name: 'Write an announcement' }));
  const english = page.getByRole('group', { name: 'English', exact: true });
  await english.getByLabel('Title').fill(title);
  await english.getByLabel('Words').fill('Banks are closed on Thursday.');
  await choose(page.getByRole('checkbox', { name: 'Client' }));
  await press(page.getByRole('button', { name: 'Save the draft' }));
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText(/It would reach (at least )?\d+ (person|people) now/)).toBeVisible();

  await press(page.getByRole('link', { name: 'Change' }));
  const french = page.getByRole('group', { name: /^Français/ });
  await french.getByLabel('Title').fill(`Virements ralentis ${title}`);
  await press(page.getByRole('button', { name: 'Save the draft' }));
  await expect(french.getByLabel('Words')).toHaveAttribute('aria-invalid', 'true');
  await french.getByLabel('Words').fill('Les banques sont fermées jeudi.');
  await press(page.getByRole('button', { name: 'Save the draft' }));
  await expect(page.getByText('Les banques sont fermées jeudi.')).toBeVisible();

  await press(page.getByRole('button', { name: 'Send', exact: true }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Send it now' }));
  await expect(page.getByText(/\d+ (person|people) told/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('row', { name: /In the app/ })).toBeVisible({ timeout: 60_000 });

  const clara = await signIn(browser, 'clara@clients.example');
  await clara.page.goto('/notifications');
  await expect(clara.page.getByText(title)).toBeVisible({ timeout: 60_000 });
  await clara.context.close();

  await page.goto('/admin/deliveries?by=type');
  await expect(page.getByRole('rowheader', { name: 'Announcements about Guildhall' })).toBeVisible({ timeout: 60_000 });
  await context.close();
});
