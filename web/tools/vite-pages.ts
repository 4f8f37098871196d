// The pages of the app and what each is opened with: its words, the frame of work, the table of further pages, and what
// it asks for first. The build writes it into boot.js, which begins to fetch all of that at once, and into
// `.vite/pages.json`, by which tests/e2e/test_browser.py counts bytes.
import fs from 'node:fs';
import path from 'node:path';
import { runnerImport, type Plugin } from 'vite';
import { createRouterMatcher, type RouteRecordRaw } from 'vue-router';

interface Page {
  /** Addresses, as the router writes them. */
  paths: string[];
  words: readonly string[];
  frame: boolean;
  desks: boolean;
  early: readonly string[];
}

interface Chunk {
  file: string;
  imports?: string[];
}

/** The tables that every visitor carries (app/router.ts). */
const CARRIED = ['identity', 'venues', 'bookings'].map((feature) => `src/features/${feature}/routes.ts`);
const ROUTER = 'src/app/router.ts';
const FRAME = 'src/app/shells/Frame.vue';
const DESKS = 'src/app/desks.ts';
const LAZY = /import(?:__)?\(\s*["'`]([^"'`]+)/;
const LANGUAGES = ['en', 'fr', 'ur'];
/** boot.js has this where its table is to stand. */
const PLACE = '/* table */ null';

/** Every page by its file. */
async function pagesOf(root: string): Promise<Record<string, Page>> {
  const found: Record<string, Page> = {};
  // The router itself cannot be run here: it wants a window.
  for (const line of fs.readFileSync(path.join(root, ROUTER), 'utf8').split('\n')) {
    const [, address, page] = /path: '(.*?)'.*import\('\.\/(.*?)'\)/.exec(line) ?? [];
    const words = /ns: \[(.*?)\]/.exec(line)?.[1]?.match(/\w+/g) ?? [];
    if (page && address) found[`src/app/${page}`] = { paths: [address], words, frame: false, desks: false, early: [] };
  }
  const tables = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file}`)
    .filter((file) => /(\/routes|\/letters|app\/more)\.ts$/.test(file));
  for (const table of tables) {
    const { module } = await runnerImport<{ routes: RouteRecordRaw[] }>(`./${table}`, { root, logLevel: 'error' });
    for (const { path: address, alias = [], component, meta } of module.routes) {
      const page = LAZY.exec(String(component))?.[1];
      if (!page) continue;
      const file = page.startsWith('/') ? page.slice(1) : path.join(path.dirname(table), page);
      const frame = meta?.shell !== 'public';
      const desks = frame || !CARRIED.includes(table);
      found[file] ??= { paths: [], words: meta?.ns ?? [], frame, desks, early: meta?.early ?? [] };
      found[file].paths.push(address, ...[alias].flat());
    }
  }
  return found;
}

/** A script with all that it imports. */
function closure(name: string, chunks: Record<string, Chunk>, into = new Set<string>()): Set<string> {
  if (!into.has(name)) {
    into.add(name);
    for (const one of chunks[name]?.imports ?? []) closure(one, chunks, into);
  }
  return into;
}

/** Names a parameter of the address by its place in the pattern. */
const placed = (keys: { name: string | number }[]) => (address: string) =>
  keys.reduce((told, { name }, at) => told.replace(`{${String(name)}}`, `{${String(at + 1)}}`), address);

/**
 * The table of boot.js: `files`; the places there of `words` by language and of what `desks` and `frame` are made of;
 * `rows` of [pattern of the address, 0 | 1 with desks | 2 with desks and frame, places of scripts, names of words by
 * their place in `words`, what to ask for first], in the order in which the router looks.
 */
function tableOf(pages: Record<string, Page>, chunks: Record<string, Chunk>): unknown {
  const first = closure('index.html', chunks);
  const files: string[] = [];
  const placeOf = (name: string): number => {
    const file = chunks[name]?.file;
    if (!file) throw new Error(`no script was built of ${name}`);
    return files.includes(file) ? files.indexOf(file) : files.push(file) - 1;
  };
  const partsOf = (name: string) => [...closure(name, chunks)].filter((one) => !first.has(one)).map(placeOf);
  const words = [...new Set(['shell', ...Object.values(pages).flatMap((page) => page.words)])];
  const known = Object.entries(pages).flatMap(([file, page]) => page.paths.map((address) => ({ address, file, page })));
  const records = known.map(({ address }, at) => ({ path: address, name: String(at), component: {} }));
  const rows = createRouterMatcher(records, {})
    .getRoutes()
    .flatMap(({ keys, re, record }) => {
      const found = known[Number(record.name)];
      if (!found || found.file.endsWith('/NotFoundPage.vue')) return [];
      const { file, page } = found;
      const kind = page.frame ? 2 : page.desks ? 1 : 0;
      const said = page.words.map((word) => words.indexOf(word));
      return [[re.source, kind, partsOf(file), said, page.early.map(placed(keys))]];
    });
  const places = (language: string) => words.map((word) => placeOf(`virtual:i18n/${language}/${word}`));
  const spoken = Object.fromEntries(LANGUAGES.map((language) => [language, places(language)]));
  return { desks: partsOf(DESKS), frame: partsOf(FRAME), rows, words: spoken, files };
}

export function pages(): Plugin {
  let root = '';
  let folder = '';
  return {
    name: 'pages',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = path.resolve(root, config.build.outDir);
    },
    async writeBundle() {
      const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
      const found = await pagesOf(root);
      const boot = read('boot.js');
      if (!boot.includes(PLACE)) this.error(`boot.js has no place for its table: ${PLACE}`);
      const table = JSON.stringify(tableOf(found, JSON.parse(read('.vite/manifest.json')) as Record<string, Chunk>));
      fs.writeFileSync(
        path.join(folder, 'boot.js'),
        boot.replace(PLACE, () => table),
      );
      fs.writeFileSync(path.join(folder, '.vite/pages.json'), JSON.stringify(found));
    },
  };
}
