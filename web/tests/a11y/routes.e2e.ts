// axe on each route, in three languages, two themes, on phone, tablet and desktop.
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { App } from 'vue';
import { expectAccessible, settled } from '../axe';
import { signIn } from '../people';
import { BEHIND, FOUND, LOOKS, PEOPLE, VISITOR, type Look } from '../routes';
import { signedIn, withWeb } from '../world';

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

/** Go on as by a link: loading the app anew for each page takes longer than looking at the page. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    const root = document.querySelector('#app') as Element & { __vue_app__: App };
    await root.__vue_app__.config.globalProperties.$router.push(to);
    await new Promise(requestAnimationFrame);
  }, path);
}

async function walk(page: Page, look: Look, paths: readonly string[]): Promise<void> {
  await page.goto(`/?hl=${look.lang}`);
  await settled(page);
  for (const path of paths) {
    await go(page, path);
    await expectAccessible(page);
  }
}

/** The route that is shown, as the router has it. */
const routeOf = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector('#app') as Element & { __vue_app__: App };
    return root.__vue_app__.config.globalProperties.$route.matched.at(-1)?.path;
  });

async function behind(page: Page, email: string): Promise<void> {
  for (const [path, route] of Object.entries(BEHIND[email] ?? {})) {
    await go(page, path);
    await settled(page);
    const list = page.url();
    await page.locator('main li a').first().click();
    await page.waitForURL((url) => url.href !== list);
    await expectAccessible(page);
    expect.soft(await routeOf(page)).toBe(route);
  }
}

async function found(page: Page, email: string): Promise<void> {
  const paths = await withWeb(async (web) => {
    const api = await signedIn(web, email);
    return Promise.all(Object.entries(FOUND[email] ?? {}).map(async ([route, find]) => [route, await find(api)] as const)); // prettier-ignore
  });
  for (const [route, path] of paths) {
    await go(page, path);
    await expectAccessible(page);
    expect.soft(await routeOf(page), path).toBe(route);
    expect.soft(await page.locator('main [role=alert]').allInnerTexts(), path).toEqual([]);
  }
}

async function asPerson(browser: Browser, look: Look, email: string): Promise<void> {
  const person = await signIn(browser, email, options(look));
  await dressed(person.page, look);
  await walk(person.page, look, PEOPLE[email as keyof typeof PEOPLE]);
  await behind(person.page, email);
  await found(person.page, email);
  await person.context.close();
}

for (const look of LOOKS) {
  const name = `${look.lang} ${look.theme} ${String(look.width)}`;
  test(`[TST-04, WEB-13, WEB-15] pages for anybody keep WCAG 2.1 AA: ${name}`, async ({ browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block', ...options(look) });
    const page = await context.newPage();
    await dressed(page, look);
    await walk(page, look, VISITOR);
    await context.close();
  });
  for (const email of Object.keys(PEOPLE)) {
    test(`[TST-04, WEB-13, WEB-15] pages of ${email} keep WCAG 2.1 AA: ${name}`, ({ browser }) =>
      asPerson(browser, look, email));
  }
}
