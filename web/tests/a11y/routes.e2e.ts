// axe on each route, in three languages, two themes and two widths.
import { test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, settled } from '../axe';
import { signIn } from '../people';
import { BEHIND, LOOKS, PEOPLE, VISITOR, type Look } from '../routes';

// Each page is analysed as a whole, which takes seconds on a busy machine.
test.describe.configure({ timeout: 200_000 });

const options = (look: Look) => ({
  viewport: { width: look.width, height: 800 },
  reducedMotion: 'reduce' as const,
  colorScheme: look.theme,
});

async function dressed(page: Page, look: Look): Promise<void> {
  await page.context().addInitScript((given) => {
    localStorage.setItem('lang', given.lang);
    localStorage.setItem('theme', given.theme);
  }, look);
}

async function walk(page: Page, look: Look, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}hl=${look.lang}`);
    await expectAccessible(page);
  }
}

async function behind(page: Page, look: Look, email: string): Promise<void> {
  for (const path of BEHIND[email as keyof typeof BEHIND] ?? []) {
    await page.goto(`${path}?hl=${look.lang}`);
    await settled(page);
    const list = page.url();
    await page.locator('main li a').first().click();
    await page.waitForURL((url) => url.href !== list);
    await expectAccessible(page);
  }
}

async function asPerson(browser: Browser, look: Look, email: string): Promise<void> {
  const person = await signIn(browser, email, options(look));
  await dressed(person.page, look);
  await walk(person.page, look, PEOPLE[email as keyof typeof PEOPLE]);
  await behind(person.page, look, email);
  await person.context.close();
}

for (const look of LOOKS) {
  const name = `${look.lang} ${look.theme} ${String(look.width)}`;
  test(`pages for anybody keep WCAG 2.1 AA: ${name}`, async ({ browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block', ...options(look) });
    const page = await context.newPage();
    await dressed(page, look);
    await walk(page, look, VISITOR);
    await context.close();
  });
  for (const email of Object.keys(PEOPLE)) {
    test(`pages of ${email} keep WCAG 2.1 AA: ${name}`, ({ browser }) => asPerson(browser, look, email));
  }
}
