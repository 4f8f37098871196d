// A restaurant as a guest without an account meets it, on a phone: pages, menu, a table, the link in the letter.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../axe';
import { choose, press } from '../keys';
import { anAddress, mailTo, signIn } from '../people';

const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  serviceWorkers: 'block',
} as const;
const VENUE = '/venues/chez-nour';

test.use(PHONE);

async function typeGuest(page: Page, email: string): Promise<void> {
  await page.getByLabel('Name').fill('Nadia Example');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Telephone').fill('06 12 34 56 78');
  await page.getByLabel('Special requests').fill('A quiet corner, please.');
}

test('[CAT-12, CAT-14, CAT-15, WEB-23] a guest looks at a restaurant before coming', async ({ page }) => {
  await page.goto(`${VENUE}?hl=en`);

  await expect(page.getByRole('heading', { level: 1, name: 'A table by the fire' })).toBeVisible();
  await expect(page.locator('[data-today]')).toHaveCount(1);
  await expect(page.locator('head script[type="application/ld+json"]')).toBeAttached();
  const data = JSON.parse(await page.locator('head script[type="application/ld+json"]').innerText()) as {
    name: string;
  };
  expect(data.name).toBe('Chez Nour');

  await press(page.getByRole('link', { name: 'About' }));
  await expect(page.getByText('Began with the stall, still lights the fire.')).toBeVisible();
  await press(page.getByRole('link', { name: 'Contact' }));
  await press(page.getByRole('button', { name: 'Send' }));
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('Nadia Example');
  await page.getByLabel('E-mail address').fill(anAddress('nadia'));
  await page.getByLabel('Message').fill('Is there room for a pram next to the table?');
  await press(page.getByRole('button', { name: 'Send' }));
  await expect(page.getByText('Your message is on its way')).toBeVisible();
  await press(page.getByRole('link', { name: 'Menu' }));
  await expect(page.getByRole('heading', { name: 'Pistachio kulfi' })).toBeVisible();
  await press(page.getByRole('link', { name: 'Book a table' }));
  await expect(page.getByRole('grid')).toBeVisible();
});

test('a page brings its first answers and its picture, which nobody waits for the app to ask for', async ({ page }) => {
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('console', (message) => said.push(message.text()));
  // The scripts come last: what is asked before them, the page itself has asked for.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/index-*.js', async (route) => {
    await held;
    await route.continue();
  });
  const picture = page.waitForResponse((answer) => answer.url().includes('/images/'));
  const opened = page.goto(`${VENUE}?hl=en`);
  expect((await picture).headers()['content-type']).toBe('image/avif');
  release();
  await opened;

  const shown = page.getByRole('img', { name: 'The dining room with its open fire' });
  await expect(shown).toBeVisible();
  await expect(page.getByText('Open now').or(page.getByText('Closed now'))).toBeAttached();
  const source = await shown.evaluate((image: HTMLImageElement) => new URL(image.currentSrc).pathname);
  expect(source).toBe(new URL((await picture).url()).pathname);
  const files = asked.filter((path) => path.startsWith(source.replace(/[^/]*$/, '')));
  expect(files).toEqual([source]);
  expect(asked.filter((path) => path.endsWith('/chez-nour') && path.startsWith('/v1/'))).toEqual([]);
  expect(asked.filter((path) => path.endsWith('/site/pages/home'))).toEqual([]);
  expect(said.filter((text) => /Content.Security.Policy|preload/i.test(text))).toEqual([]);

  // What is read later is asked for.
  await press(page.getByRole('link', { name: 'About' }));
  await expect(page.getByText('Began with the stall, still lights the fire.')).toBeVisible();
  expect(asked.filter((path) => path.endsWith('/site/pages/about'))).toHaveLength(1);
});

test('what follows stays where it is when the free days come', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/availability?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${VENUE}?hl=en`);
  const next = page.getByRole('heading', { name: 'What you can come for' });
  const before = await next.boundingBox();
  release();
  await expect(page.getByText(/^Free from|^No table/)).toBeVisible();

  expect((await next.boundingBox())?.y).toBe(before?.y);
});

test('[CAT-13] the menu tells each guest of a party what they can have', async ({ page }) => {
  await page.goto(`${VENUE}/menu?hl=en`);
  await expect(page.getByRole('heading', { name: 'Pistachio kulfi' })).toBeVisible();

  await press(page.getByRole('button', { name: 'Add a guest' }));
  const party = page.getByRole('region', { name: 'Who is at the table?' });
  await choose(party.getByLabel('nuts', { exact: true }));
  await press(page.getByRole('button', { name: 'Add a guest' }));
  await choose(party.getByLabel('vegan', { exact: true }));

  const kulfi = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Pistachio kulfi' }) });
  await expect(kulfi.getByText('Guest 1: no, nuts')).toBeVisible();
  await expect(kulfi.getByText('Guest 2: no, vegan')).toBeVisible();
  await choose(page.getByLabel('Only what everybody can have'));
  await expect(kulfi).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Cauliflower over coals' })).toBeVisible();
  await page.getByLabel('Search the menu').fill('samosa');
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Samosa, tamarind']);
  await expectAccessible(page);
});

test('[WEB-22, BKG-09, BKG-10, BKG-11, BKG-12, BKG-13, BKG-15, BKG-16] a guest books by keyboard, changes and cancels by the link', async ({
  page,
}) => {
  const email = anAddress('guest');
  await page.goto(`${VENUE}/book?hl=en`);
  const grid = page.getByRole('grid');
  await press(page.getByRole('button', { name: 'Next month' }));
  const chosen = grid.locator('[aria-selected="true"] button');
  await expect(chosen).toBeVisible();
  await chosen.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const day = await grid.locator('[aria-selected="true"] button').getAttribute('data-day');
  await page.getByRole('group', { name: 'Dinner' }).getByRole('button').first().press('Enter');

  await expect(page.getByRole('timer')).toBeVisible();
  await press(page.getByRole('button', { name: 'Book the table' }));
  await expect(page.getByLabel('Name')).toBeFocused();
  await typeGuest(page, 'not-an-address');
  await press(page.getByRole('button', { name: 'Book the table' }));
  await expect(page.getByText('This is no e-mail address')).toBeVisible();
  await page.getByLabel('E-mail address').fill(email);
  await page.reload();
  await expect(page.getByLabel('E-mail address')).toHaveValue(email);
  await expect(page.getByRole('timer')).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole('button', { name: 'Book the table' }));

  await expect(page.getByRole('heading', { level: 1, name: 'Your table is booked' })).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Add to my calendar' })),
  ]);
  expect(file.suggestedFilename()).toBe('chez-nour.ics');
  const letter = await mailTo(page, email, /reservations\/manage\//);
  const link = /\/reservations\/manage\/[^\s"'<]+/.exec(letter)?.[0] ?? '';

  await page.goto(`${link}?hl=en`);
  await expect(page.getByText('A quiet corner, please.')).toBeVisible();
  await expect(page.locator(`time[datetime^="${day ?? ''}"]`)).toBeVisible();
  await press(page.getByRole('button', { name: 'Change the reservation' }));
  await press(page.getByRole('button', { name: 'One guest more' }));
  await press(page.getByRole('button', { name: 'Save the change' }));
  await expect(page.getByText('3 guests')).toBeVisible();
  await press(page.getByRole('button', { name: 'Make a new link' }));
  await expect(page).not.toHaveURL(new RegExp(link));
  await press(page.getByRole('button', { name: 'Cancel the reservation' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Cancel the reservation' }));
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  await expect(page.getByText('the table is free for others')).toBeVisible();

  await page.goto(`${link}?hl=en`);
  await expect(page.getByText('This link opens nothing')).toBeVisible();
  await expect(page.getByLabel('Link or code from the letter')).toBeVisible();
});

test('[BKG-14] a guest pays the deposit with a second card, and the payment alone makes the table certain', async ({
  page,
}) => {
  await page.goto(`${VENUE}/book?party=6&hl=en`);
  await press(page.getByRole('button', { name: 'Next month' }));
  await press(page.getByRole('group', { name: 'Dinner' }).getByRole('button').first());
  await typeGuest(page, anAddress('deposit'));
  await page.getByLabel('Telephone').fill('06 98 76 54 32');
  await expect(page.getByText('If nobody comes: €60 is kept.')).toBeVisible();
  await press(page.getByRole('button', { name: 'Go on to the deposit' }));

  await choose(page.getByLabel('The card is declined'));
  await press(page.getByRole('button', { name: 'Pay €60' }));
  await expect(page.getByText('Your card was declined.')).toBeVisible();
  await expectAccessible(page);
  await choose(page.getByLabel('The card is accepted'));
  await press(page.getByRole('button', { name: 'Pay €60' }));

  await expect(page.getByRole('heading', { level: 1, name: 'Your table is booked' })).toBeVisible();
  await press(page.getByRole('link', { name: 'Change or cancel' }));
  await press(page.getByRole('button', { name: 'Cancel the reservation' }));
  await expect(page.getByText('the whole deposit goes back to you')).toBeVisible();
  await press(page.getByRole('dialog').getByRole('button', { name: 'Cancel the reservation' }));
  await expect(page.getByText('The restaurant keeps nothing')).toBeVisible();
});

test('[WEB-22, BKG-19, BKG-20, BKG-21] the owner finds, notes, and moves a reservation by keyboard and by dragging', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'omar@venues.example', { viewport: { width: 1280, height: 900 } });
  await page.waitForURL('**/venue/today');
  await press(page.getByRole('link', { name: 'Reservations' }).first());
  await page.getByLabel('Name or number').fill('Iqbal');
  const cards = page.locator('[data-card]');
  await expect(cards.first()).toContainText('Iqbal Demo');
  await expect(cards.filter({ hasText: 'Sara' })).toHaveCount(0);
  const [sheet] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Save as CSV' })),
  ]);
  expect(sheet.suggestedFilename()).toContain('.csv');

  const note = `Prefers the terrace (${Date.now().toString(36)}).`;
  await press(cards.first().getByRole('link'));
  await page.getByLabel('Note', { exact: true }).fill(note);
  await press(page.getByRole('button', { name: 'Add the note' }));
  await expect(page.getByText(note)).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const day = (await page.locator('[data-day]').getAttribute('datetime')) ?? '';

  await page.goto(`/venue/calendar?on=${day}`);
  const chip = page.locator(`[data-id="${id}"]`).first();
  await chip.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Time').fill('20:30');
  await press(dialog.getByRole('button', { name: 'Move' }));
  await expect(dialog).toHaveCount(0);
  await expect(chip).toHaveAttribute('aria-label', /20:30/);

  const from = await page.locator('[data-row]').filter({ has: chip }).getAttribute('data-row');
  const to = from === 't7' ? 't8' : 't7';
  const moved = page.locator(`[data-row="${to}"] [data-id="${id}"]`);
  const refused = page.getByText(/Iqbal Demo: (?!now)/).first();
  // A drag that is lost while the day is read afresh is taken again, as a person would.
  await expect(async () => {
    await chip.dragTo(page.locator(`[data-row="${to}"]`), {
      targetPosition: { x: 420, y: 20 },
      sourcePosition: { x: 8, y: 8 },
    });
    await expect(moved.or(refused).first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 25_000 });
  // Where another party sits at that time, which depends on the day, the engine says no and the reservation stays.
  const row = (await refused.isVisible()) ? (from ?? '') : to;
  await expect(page.locator(`[data-row="${row}"] [data-id="${id}"]`)).toBeVisible();
  await press(page.getByRole('button', { name: 'Week' }));
  await expect(page.locator(`[data-cell="${day}"] [data-id="${id}"]`)).toBeVisible();
  await context.close();
});

test('[BKG-08] the owner draws the floor by keyboard, takes a removal back, and loses nothing on the way out', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'omar@venues.example', { viewport: { width: 1280, height: 900 } });
  await page.waitForURL('**/venue/today');
  await press(page.getByRole('link', { name: 'Floor plan' }));
  await press(page.getByRole('button', { name: 'Terrasse' }));
  const spot = page.locator('[data-table="t14"]');
  const before = (await spot.getAttribute('aria-label')) ?? '';
  // Back and forth, so that the plan can be drawn again on the same platform.
  await spot.press(before.includes('4 m from the left') ? 'ArrowRight' : 'ArrowLeft');
  await expect(spot).not.toHaveAttribute('aria-label', before);
  await expect(page.locator('[data-said]')).toContainText('Table 14,');
  const after = (await spot.getAttribute('aria-label')) ?? '';
  await spot.press('Enter');
  await expect(page.getByLabel('Name or number')).toBeFocused();

  await page.locator('[data-table="t13"]').press('Delete');
  await expect(page.locator('[data-table="t13"]')).toHaveCount(0);
  await press(page.getByRole('button', { name: 'Undo' }));
  await expect(page.locator('[data-table="t13"]')).toBeVisible();
  const least = page.getByRole('group', { name: 'Table 14' }).getByLabel('Guests, at least');
  await least.fill('9');
  await press(page.getByRole('button', { name: 'Save' }));
  await expect(page.getByText('More than the most')).toBeVisible();
  await expect(least).toBeFocused();
  await least.fill('1');
  await press(page.getByRole('link', { name: 'Today' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Stay' }));
  await press(page.getByRole('button', { name: 'Save' }));
  await expect(page.getByText('The plan is saved')).toBeVisible();

  await page.reload();
  await press(page.getByRole('button', { name: 'Terrasse' }));
  await expect(spot).toHaveAttribute('aria-label', after);
  await context.close();
});
