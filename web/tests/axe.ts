// What every page keeps: no WCAG violation that axe can find, and no sideways scrolling.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Wait until a page shows what it has to show. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1:visible').first().waitFor();
  // The first request to a function starts it, which takes its time on a busy machine.
  await expect(page.locator('.bone')).toHaveCount(0, { timeout: 60_000 });
}

export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  // There is no frame to look into, and only violations are read: without both, each page takes twice as long.
  // Going on inside the app leaves axe in the document: reading it again takes as long as looking at a small page.
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'undefined' }) })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS);
  const { violations } = await axe.analyze();
  const told = violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(' || ')}`); // prettier-ignore
  expect.soft(told, page.url()).toEqual([]);
  // The letters of an id are chance, and so is its width: there has to be room for the widest.
  await page.evaluate(() => {
    const inIds = document.evaluate('//main//bdi[contains(@title, "_")]//text()', document, null, 7);
    for (let at = 0; at < inIds.snapshotLength; at++) {
      const text = inIds.snapshotItem(at) as Text;
      text.data = text.data.replaceAll(/[\dA-Z]/g, 'M');
    }
  });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `sideways scrolling of ${page.url()}`).toBeLessThanOrEqual(0);
}
