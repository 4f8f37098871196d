import fs from 'node:fs';
import compile from 'icu-minify/compile';
import { describe, expect, it } from 'vitest';

const LOCALES = 'src/locales';
const read = (language: string, file: string) =>
  JSON.parse(fs.readFileSync(`${LOCALES}/${language}/${file}`, 'utf8')) as Record<string, string>;
const features = fs.readdirSync(`${LOCALES}/en`);

/** The arguments of a message, at any depth. */
function names(text: string): string[] {
  const found = new Set<string>();
  const walk = (nodes: unknown): void => {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes as unknown[]) {
      if (!Array.isArray(node)) continue;
      const [name, , options] = node as [string, unknown, unknown];
      found.add(name);
      if (options && typeof options === 'object') Object.values(options).forEach(walk);
    }
  };
  walk(compile(text));
  return [...found].sort();
}

describe.each(['fr', 'ur'])('words in %s', (language) => {
  it('[WEB-08] has the same files as English', () => {
    expect(fs.readdirSync(`${LOCALES}/${language}`).sort()).toEqual([...features].sort());
  });

  it.each(features)('[WEB-08, WEB-09] says everything that English says in %s, with the same arguments', (file) => {
    const english = read('en', file);
    const other = read(language, file);

    expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english))
      expect([key, names(other[key] ?? '')]).toEqual([key, names(text)]);
  });
});

it.each(['en', 'fr', 'ur'])('[WEB-08] compiles every message in %s', (language) => {
  for (const file of features) for (const text of Object.values(read(language, file))) compile(text);
});

it('never shows the hidden word', () => {
  const all = ['en', 'fr', 'ur'].flatMap((language) => features.flatMap((file) => Object.values(read(language, file))));

  expect(all.filter((text) => /escrow|séquestre/i.test(text))).toEqual([]);
});
