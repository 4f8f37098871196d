// The app under a thumb: places to go at the bottom edge, targets that a finger meets, and strokes over the glass.
import { expect, test, type Page } from '@playwright/test';
import { settled } from '../axe';
import { signIn } from '../people';

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

test('[WEB-18] on a phone: tabs at the bottom, targets for fingers, strokes turn days and put windows away', async ({
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
