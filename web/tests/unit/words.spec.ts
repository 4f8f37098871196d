// Every part of a page finds its words loaded: by the page's route, by `later` or by `need`.
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { RouteRecordRaw } from 'vue-router';

const ROOT = path.resolve(import.meta.dirname, '../../src');
/** Pages that never show what would speak. */
const SILENT: Record<string, string> = {
  '/admin/finance/taxes': 'the take rate stands beside fees only',
  '/projects/:id/proposals/:proposal': 'it only leads on',
};
const texts = new Map<string, string>();
let routes: readonly RouteRecordRaw[];

beforeAll(async () => {
  const tables = import.meta.glob<{ routes: RouteRecordRaw[] }>('../../src/**/routes.ts');
  routes = (await Promise.all(Object.values(tables).map((one) => one()))).flatMap((one) => one.routes);
}, 30_000);

function read(file: string): string {
  if (!texts.has(file)) texts.set(file, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  return texts.get(file) as string;
}

/** The file of ours that another names. */
function fileOf(from: string, name: string): string {
  const found = name.startsWith('@/') ? path.join(ROOT, name.slice(2)) : path.resolve(path.dirname(from), name);
  return path.extname(found) === '.vue' ? found : `${found}.ts`;
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((one) => one[1] as string);
const quoted = (text: string) => all(text, /'(\w+)'/g);

/** Everything that comes with a file. */
function closure(file: string, into = new Set<string>()): Set<string> {
  if (into.has(file)) return into;
  into.add(file);
  const imported = all(read(file), /^import (?!type\b)[^;]*?from '((?:@|\.)[^']+)';/gms);
  for (const name of imported) closure(fileOf(file, name), into);
  return into;
}

/** What a part speaks and nobody has loaded, and what its own later parts do. `known`: what is loaded before it. */
function missing(file: string, known: ReadonlySet<string>, seen = new Set<string>()): string[] {
  seen.add(file);
  const files = [...closure(file)];
  const has = new Set([...known, ...files.flatMap((one) => all(read(one), /\bneed\(([^)]*)\)/g).flatMap(quoted))]);
  const found = files.flatMap((one) =>
    all(read(one), /(?:useT|lookUp)\('(\w+)'/g)
      .filter((name) => !has.has(name) && name !== 'refusals') // asked for with the refusal
      .map((name) => `${path.relative(ROOT, one)}: ${name}`),
  );
  for (const from of files)
    for (const [, name, words] of read(from).matchAll(/\(\) => import\('([^']+\.vue)'\)((?:, '\w+')*)/g)) {
      const part = fileOf(from, name as string);
      if (!seen.has(part)) found.push(...missing(part, new Set([...has, ...quoted(words ?? '')]), seen));
    }
  return found;
}

it('loads the words of every part that a page can show', () => {
  const pages = routes.flatMap(({ path: address, component, meta }) => {
    const file = /import(?:__)?\w*\(\s*["'`]([^"'`]+)/.exec(String(component))?.[1];
    return file ? [{ address, file, words: meta?.ns ?? [] }] : [];
  });

  expect(pages.length).toBeGreaterThan(80);
  const silent = pages
    .filter((one) => !SILENT[one.address])
    .flatMap(({ address, file, words }) =>
      missing(path.join(ROOT, file.replace(/^\/src\//, '')), new Set(['shell', ...words])).map(
        (one) => `${address} ${one}`,
      ),
    );
  expect(silent).toEqual([]);
});
