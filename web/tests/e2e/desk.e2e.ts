// The desks by keyboard: a setting and what it governs, figures and what they tell of, who may do what.
import { expect, test, type Page } from '@playwright/test';
import { settled } from '../axe';
import { press } from '../keys';
import { anAddress, signIn } from '../people';
import { signedIn, withWeb } from '../world';

const GOAL = 'Goal for disputes';

test('an administrator changes a setting, and what it governs follows', async ({ browser }) => {
  const { page, context } = await signIn(browser, 'ada@guildhall.example');
  const value = page.getByLabel(`Value: ${GOAL}`);
  const set = async (basisPoints: string) => {
    await page.goto('/admin/settings?hl=en');
    await value.fill(basisPoints);
    await press(page.getByRole('button', { name: `Set: ${GOAL}` }));
  };
  await page.goto('/admin/settings?hl=en');
  const before = await value.inputValue();

  await set('10001');
  await expect(value).toHaveAttribute('aria-invalid', 'true');
  await set(before === '350' ? '425' : '350');
  await expect(page.getByRole('status').getByText('Saved.')).toBeVisible();
  await page.goto('/admin/finance/disputes');
  await expect(page.getByText(`The goal: at most ${before === '350' ? '4.25' : '3.5'}%`)).toBeVisible();

  await set(before);
  await expect(page.getByRole('status').getByText('Saved.')).toBeVisible();
  await page.goto('/admin/finance/disputes');
  await expect(page.getByText(`The goal: at most ${String(Number(before) / 100)}%`)).toBeVisible();
  await context.close();
});

/** A guest chooses the first free table; returns its day and what books it. */
async function chooseTable(page: Page): Promise<{ day: string; book: () => Promise<void> }> {
  await page.goto('/venues/chez-nour/book?hl=en');
  const day = (await page.getByRole('grid').locator('[aria-selected="true"] button').getAttribute('data-day')) ?? '';
  await press(
    page
      .getByRole('group', { name: /^(Lunch|Dinner)$/ })
      .getByRole('button')
      .first(),
  );
  const book = async () => {
    await page.getByLabel('Name').fill('Hira Example');
    await page.getByLabel('E-mail address').fill(anAddress('hira'));
    await page.getByLabel('Telephone').fill(`0612${String(Date.now()).slice(-6)}`);
    await press(page.getByRole('button', { name: 'Book the table' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Your table is booked' })).toBeVisible();
  };
  return { day, book };
}

test('the figures of a venue tell what was booked a moment ago', async ({ browser }) => {
  const owner = await signIn(browser, 'omar@venues.example');
  const guest = await browser.newPage();
  const { day, book } = await chooseTable(guest);
  const booked = async () => {
    await owner.page.goto('/venue/figures?hl=en');
    await press(owner.page.getByRole('button', { name: 'Next 7 days' }));
    const row = owner.page.getByRole('listitem').filter({ has: owner.page.locator(`time[datetime="${day}"]`) });
    await expect(row).toContainText('booked');
    return Number(/(\d+)(?: guests?)? booked/.exec(await row.innerText())?.[1]);
  };
  const before = await booked();

  await book();

  await expect.poll(booked, { timeout: 60_000 }).toBe(before + 2);
  await guest.close();
  await owner.context.close();
});

// The other parts of that line: booking and reservations in restaurant.e2e, authentication in identity.e2e, guests in
// restaurant.e2e, payment in main-job.e2e and money.e2e.
test('[TST-06] the administrator lets an account decide on commissions, takes that away again, and cannot do so for themselves', async ({
  browser,
}) => {
  const idOf = (email: string) => withWeb(async (web) => (await signedIn(web, email)).account);
  const [chloe, own] = [await idOf('chloe@experts.example'), await idOf('ada@guildhall.example')];
  const { page, context } = await signIn(browser, 'ada@guildhall.example');
  await page.goto('/admin/staff?hl=en');
  const row = page.getByRole('listitem').filter({ hasText: chloe });
  const account = page.getByLabel('Account', { exact: true });
  await account.fill(own);
  await press(page.getByRole('button', { name: 'Grant it' }));
  await expect(page.getByRole('alert')).toBeVisible();

  await account.fill(chloe);
  await press(page.getByRole('button', { name: 'Grant it' }));
  await expect(row).toContainText('Decide on commission rules');
  await page.reload();
  await press(row.getByRole('button', { name: /^Take away/ }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Take away' }));
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(row).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Permissions' })).toBeVisible();
  await settled(page);
  await expect(row).toHaveCount(0);
  await context.close();
});
