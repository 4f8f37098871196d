// Prints what each page is opened with besides its own script, as JSON by the page's file: its words, the frame of work,
// and the table of the pages that visitors do not carry. tests/e2e/test_browser.py counts bytes by it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runnerImport } from 'vite';

/** The tables that every visitor carries (app/router.ts). */
const CARRIED = ['identity', 'venues', 'bookings'].map((feature) => `src/features/${feature}/routes.ts`);
const ROUTER = 'src/app/router.ts';
const LAZY = /import(?:__)?\(\s*["'`]([^"'`]+)/;

const pages = {};
for (const line of readFileSync(ROUTER, 'utf8').split('\n')) {
  const page = /path: .*import\('\.\/(.*?)'\)/.exec(line)?.[1];
  const words = /ns: \[(.*?)\]/.exec(line)?.[1].match(/\w+/g) ?? [];
  if (page) pages[`src/app/${page}`] = { words, frame: false, desks: false };
}

const tables = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file}`)
  .filter((file) => /(\/routes|\/letters|app\/more)\.ts$/.test(file));
for (const table of tables) {
  const { module } = await runnerImport(`./${table}`, { logLevel: 'error' });
  for (const { component, meta = {} } of module.routes) {
    const page = LAZY.exec(String(component))?.[1];
    const frame = meta.shell !== 'public';
    const named = page?.startsWith('/') ? page.slice(1) : path.join(path.dirname(table), page ?? '');
    if (page) pages[named] = { words: meta.ns ?? [], frame, desks: frame || !CARRIED.includes(table) };
  }
}
console.log(JSON.stringify(pages));
