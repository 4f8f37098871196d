// Screenshots of every route in three looks: French on a desktop, Urdu in the dark and English on phones.
import { expect, test, type Page } from '@playwright/test';
import { settled } from '../axe';
import { signIn } from '../people';
import { BEHIND, FOUND, PEOPLE, VISITOR } from '../routes';
import { signedIn, withWeb } from '../world';

const LOOKS = [
  { name: 'fr-light-desktop', lang: 'fr', theme: 'light', width: 1280, height: 800, scale: 1 },
  { name: 'ur-dark-phone', lang: 'ur', theme: 'dark', width: 390, height: 844, scale: 1 },
  { name: 'en-light-phone', lang: 'en', theme: 'light', width: 390, height: 844, scale: 1 },
] as const;

/** Take the picture of a page. One that does not settle is taken as it is, and named at the end. */
async function shoot(page: Page, look: string, path: string): Promise<void> {
  await expect.soft(settled(page), `${look}: ${path} settles`).resolves.toBeUndefined();
  await page.screenshot({ path: `tests/gallery/shots/${look}${path.replace(/\W+/g, '_')}.png` });
}

for (const look of LOOKS) {
  const options = { viewport: { width: look.width, height: look.height }, deviceScaleFactor: look.scale };
  const dress = (page: Page) =>
    page.context().addInitScript(({ lang, theme }) => {
      localStorage.setItem('lang', lang);
      localStorage.setItem('theme', theme);
    }, look);

  test(`anybody, ${look.name}`, async ({ browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block', ...options });
    const page = await context.newPage();
    await dress(page);
    for (const path of VISITOR) {
      await page.goto(`${path}?hl=${look.lang}`);
      await shoot(page, look.name, `/anybody${path}`);
    }
    await context.close();
  });

  for (const [email, paths] of Object.entries(PEOPLE)) {
    test(`${email}, ${look.name}`, async ({ browser }) => {
      const person = await signIn(browser, email, options);
      await dress(person.page);
      for (const path of paths) {
        await person.page.goto(`${path}${path.includes('?') ? '&' : '?'}hl=${look.lang}`);
        await shoot(person.page, look.name, path);
      }
      for (const path of Object.keys(BEHIND[email] ?? {})) {
        await person.page.goto(`${path}?hl=${look.lang}`);
        await settled(person.page);
        await person.page.locator('main li a').first().click();
        await shoot(person.page, look.name, `${path}/one`);
      }
      for (const [route, find] of Object.entries(FOUND[email] ?? {})) {
        const path = await withWeb(async (web) => find(await signedIn(web, email)));
        await person.page.goto(`${path}${path.includes('?') ? '&' : '?'}hl=${look.lang}`);
        await shoot(person.page, look.name, route);
      }
      await person.context.close();
    });
  }
}
