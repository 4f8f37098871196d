// The app under a thumb: places to go at the bottom edge, targets that a finger meets, and strokes over the glass.
import { expect, test, type Page } from '@playwright/test';
import { settled } from '../axe';
import { signIn } from '../people';
import { talkOf } from '../world';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** One finger, quickly, from a spot by so much. */
async function swipe(page: Page, [x, y]: [number, number], [dx, dy]: [number, number]): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    tools.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', { x, y });
  await touch('touchMove', { x: x + dx / 2, y: y + dy / 2 });
  await touch('touchMove', { x: x + dx, y: y + dy });
  await touch('touchEnd');
  await tools.detach();
}

const dayAfter = (day: string, count: number) =>
  new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);

test('[WEB-05, WEB-18] on a phone: tabs at the bottom, targets for fingers, strokes turn days and put windows away', async ({
  browser,
}) => {
  const { page, context } = await signIn(browser, 'omar@venues.example', PHONE);
  await page.goto('/venue/today?hl=en');
  await settled(page);
  const tabs = page.getByRole('navigation', { name: 'Main navigation' }).filter({ visible: true });
  await expect(tabs).toHaveCount(1);
  const edge = await tabs.boundingBox();
  expect((edge?.y ?? 0) + (edge?.height ?? 0)).toBe(PHONE.viewport.height);
  const small = await page.locator('main :is(a.btn, button), nav a').evaluateAll((all) =>
    all
      .map((one) => ({ what: one.textContent, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
      .map(({ what, box }) => `${what ?? ''} ${String(box.width)}×${String(box.height)}`),
  );
  expect(small).toEqual([]);

  const day = page.getByLabel('Day', { exact: true });
  const today = await day.inputValue();
  await swipe(page, [330, 600], [-200, 10]);
  await expect(day).toHaveValue(dayAfter(today, 1));
  await swipe(page, [60, 600], [200, 10]);
  await expect(day).toHaveValue(today);

  await tabs.getByRole('button', { name: 'More' }).tap();
  const window = page.getByRole('dialog', { name: 'More' });
  const head = await window.getByRole('heading', { name: 'More' }).boundingBox();
  await swipe(page, [120, (head?.y ?? 0) + 10], [5, 200]);
  await expect(window).toBeHidden();
  await context.close();
});

test('[MSG-17] on a phone: one pane at a time, and what is written and said last stays in sight above the keyboard', async ({
  browser,
}) => {
  const place = `/messages/${await talkOf('clara@clients.example', 'bilal@experts.example')}`;
  const { page, context } = await signIn(browser, 'clara@clients.example', PHONE);
  await page.goto(`${place}?hl=en`);
  await settled(page);
  const list = page.locator(`main li a[href="${place}"]`);
  await expect(list).toBeHidden();

  const box = page.getByRole('textbox');
  const send = page.getByRole('button', { name: 'Send', exact: true });
  const said = page.getByRole('log').locator('li').last();
  await box.fill(`Is Monday good? ${'x'.repeat(400)}`);
  const target = await send.boundingBox();
  expect(Math.min(target?.width ?? 0, target?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await send.tap();
  await expect(said).toContainText('Is Monday good?');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);

  // The keyboard takes half of the glass.
  await page.setViewportSize({ width: 390, height: 430 });
  await box.fill('And Tuesday?');
  await expect(box).toBeInViewport({ ratio: 1 });
  await expect(send).toBeInViewport({ ratio: 1 });
  await send.tap();
  await expect(said).toContainText('And Tuesday?');
  await expect(said).toBeInViewport();
  await page.setViewportSize(PHONE.viewport);

  await page.getByRole('link', { name: 'Back' }).tap();
  await expect(list).toBeVisible();
  await expect(box).toBeHidden();
  await context.close();
});

test('on a narrow phone: what to write where stands in one line, cut with dots, in every language', async ({
  browser,
}) => {
  const place = `/messages/${await talkOf('clara@clients.example', 'bilal@experts.example')}`;
  const narrow = { ...PHONE, viewport: { width: 320, height: 640 } };
  const { page, context } = await signIn(browser, 'clara@clients.example', narrow);
  for (const lang of ['en', 'fr', 'ur']) {
    await page.goto(`${place}?hl=${lang}`);
    await settled(page);
    const box = page.locator('textarea');
    const hint = page.locator('[data-hint]');
    await expect(hint).not.toBeEmpty();
    await expect(box).toHaveAccessibleName(/./);
    // The longest of names, next to which nothing else has to give way.
    await hint.evaluate((one) => (one.textContent = `${one.textContent} `.repeat(9)));
    await expect(hint).toHaveCSS('text-overflow', 'ellipsis');
    await expect(hint).toHaveCSS('white-space', 'nowrap');
    const [line, field] = [await hint.boundingBox(), await box.boundingBox()];
    expect({ ...line, height: 0 }, lang).toEqual({ ...field, height: 0 });
    expect(line?.height, lang).toBeLessThanOrEqual(field?.height ?? 0);
    expect(await hint.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true);
    await box.fill('x');
    await expect(hint).toBeHidden();
    await box.fill('');
  }
  await context.close();
});

test('[WEB-22] a sign stands on the glass until the app is there', async ({ page }) => {
  let isLet: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (isLet = resolve));
  await page.route(/\/assets\/index-[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/auth/login?hl=en', { waitUntil: 'commit' });
  await expect(page.getByRole('status', { name: 'Guildhall' })).toBeVisible();
  isLet();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
