// How many ways to the server and back a page needs before it shows what it has: on a slow network that is its time,
// whatever machine measures it. Requests are held until nothing more is asked for, then all are answered at once.
import { expect, test, type Page, type Route } from '@playwright/test';
import { signIn } from '../people';

const QUIET_MS = 400;
/** What nobody waits for. */
const ASIDE = /\.(woff2|svg|png|avif|webp|webmanifest)$|\/config\.json$/;

/** What is asked for in each round, until something is seen. */
async function roundsUntil(page: Page, path: string, seen: string): Promise<string[][]> {
  const rounds: string[][] = [];
  let held: Route[] = [];
  await page.route('**/*', (route) => {
    if (ASIDE.test(new URL(route.request().url()).pathname)) return route.continue();
    held.push(route);
    return undefined;
  });
  const opened = page.goto(path, { waitUntil: 'commit' });
  while (!rounds.length || !(await page.locator(seen).first().isVisible())) {
    for (let before = -1; before !== held.length || !held.length;) {
      before = held.length;
      await page.waitForTimeout(QUIET_MS);
    }
    const now = held;
    held = [];
    rounds.push(now.map((route) => `${route.request().method()} ${new URL(route.request().url()).pathname}`));
    await Promise.all(now.map(answered));
    await opened;
    await page.waitForTimeout(QUIET_MS);
  }
  await page.unroute('**/*');
  return rounds;
}

const answered = async (route: Route) => route.fulfill({ response: await route.fetch() });

const told = (rounds: string[][]) => rounds.map((one, at) => `${String(at + 1)}: ${one.join(' ')}`).join('\n');

for (const { email, path, seen, most } of [
  { email: 'clara@clients.example', path: '/projects', seen: 'main li a', most: 5 },
  { email: 'clara@clients.example', path: '/experts', seen: 'main li a', most: 5 },
  { email: 'amina@experts.example', path: '/opportunities', seen: 'main li a', most: 5 },
  { email: 'omar@venues.example', path: '/venue/today', seen: 'main h2', most: 6 },
  { email: 'ada@guildhall.example', path: '/admin/settings', seen: 'main input', most: 5 },
]) {
  test(`${path} shows what it has after ${String(most)} ways to the server`, async ({ browser }) => {
    const { page, context } = await signIn(browser, email);
    const rounds = await roundsUntil(page, path, seen);
    expect(rounds.length, told(rounds)).toBeLessThanOrEqual(most);
    expect(rounds.flat()).not.toContain('GET /v1/me');
    await context.close();
  });
}

for (const { path, seen, most } of [
  { path: '/auth/login', seen: 'main input', most: 3 },
  { path: '/venues/chez-nour', seen: 'main h1', most: 4 },
  { path: '/venues/chez-nour/menu', seen: 'main h3', most: 4 },
]) {
  test(`${path} shows what it has after ${String(most)} ways to the server`, async ({ browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    const rounds = await roundsUntil(page, path, seen);
    expect(rounds.length, told(rounds)).toBeLessThanOrEqual(most);
    await context.close();
  });
}
