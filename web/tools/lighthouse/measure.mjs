// Lighthouse over the routes of routes.json, mobile preset: `node measure.mjs ORIGIN RUNS [PATH…]`.
// One line of JSON for each route: the medians of its runs, and what was named besides timing.
// $CHROMIUM says where the browser is; people sign in with the password of the demonstration data, $PASSWORD.
import fs from 'node:fs';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const [origin, runs, ...wanted] = process.argv.slice(2);
const routes = JSON.parse(fs.readFileSync(new URL('routes.json', import.meta.url), 'utf8'));

/** Milliseconds that a slow machine may take over one step; what hangs is found by whoever started this. */
const PATIENCE = 120_000;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A browser of its own for each person, signed in through the page; nobody for visitors. */
async function opened(email) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    protocolTimeout: PATIENCE,
    timeout: PATIENCE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'], // prettier-ignore
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${origin}/auth/login?hl=en`);
  if (email) {
    await page.waitForSelector('input[type=password]');
    await page.type('input[type=email]', email);
    await page.type('input[type=password]', process.env.PASSWORD);
    await Promise.all([
      page.waitForFunction(() => !location.pathname.startsWith('/auth')),
      page.click('form .btn-primary'),
    ]);
  }
  return { browser, page };
}

/** As somebody comes for the first time: nothing of the app lies on the device, but the session does. */
async function forget(page) {
  await page.goto('about:blank');
  const tools = await page.createCDPSession();
  await tools.send('Network.enable');
  await tools.send('Network.clearBrowserCache');
  const storageTypes = 'service_workers,cache_storage,indexeddb';
  await tools.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await tools.detach();
}

/** What a category lost points for, other than timing, with the first element that it names. */
function named({ audits, categories }) {
  const lost = CATEGORIES.slice(1).flatMap((name) => categories[name].auditRefs.filter((ref) => ref.weight > 0));
  return lost
    .map((ref) => audits[ref.id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => {
      const [first] = audit.details?.items ?? [];
      const where = first?.node?.selector ?? first?.description ?? first?.source ?? '';
      return `${audit.id} ${where}`.trim();
    });
}

/** What Lighthouse saw of a first visit. On a busy machine the browser loses what it recorded: then once more. */
async function seenOnce(page, path, tries = 2) {
  await forget(page);
  const waits = { maxWaitForFcp: PATIENCE, maxWaitForLoad: PATIENCE };
  const flags = { disableStorageReset: true, onlyCategories: CATEGORIES, logLevel: 'error', ...waits };
  const { lhr } = await lighthouse(`${origin}${path}`, flags, undefined, page);
  if (!lhr.runtimeError) return lhr;
  if (tries > 1) return seenOnce(page, path, tries - 1);
  throw new Error(`${path}: ${lhr.runtimeError.message}`);
}

async function measure(page, path) {
  const seen = [];
  for (let run = 0; run < Number(runs); run += 1) {
    const lhr = await seenOnce(page, path);
    const reached = new URL(lhr.finalDisplayedUrl).pathname;
    if (reached !== new URL(path, origin).pathname) throw new Error(`${path} led to ${reached}`);
    seen.push(lhr);
  }
  const of = (take) => median(seen.map(take));
  return {
    path,
    ...Object.fromEntries(CATEGORIES.map((name) => [name, of((lhr) => Math.round(lhr.categories[name].score * 100))])),
    lcp_s: of((lhr) => lhr.audits['largest-contentful-paint'].numericValue / 1000),
    cls: of((lhr) => lhr.audits['cumulative-layout-shift'].numericValue),
    named: [...new Set(seen.flatMap(named))],
  };
}

for (const { email, kind, paths } of routes) {
  const chosen = paths.filter((path) => !wanted.length || wanted.includes(path));
  if (!chosen.length) continue;
  const { browser, page } = await opened(email);
  try {
    for (const path of chosen) console.log(JSON.stringify({ kind, ...(await measure(page, path)) }));
  } finally {
    await browser.close();
  }
}
