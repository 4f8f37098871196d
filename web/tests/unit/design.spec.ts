// What screens are made of comes from one place: colours, type, corners and windows of the design language.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const files = fs
  .readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('schema.d.ts'));
const textOf = (name: string) => fs.readFileSync(path.join('src', name), 'utf8');
const css = fs.readFileSync('src/styles/main.css', 'utf8');
const found = (pattern: RegExp, but: RegExp = /^$/) =>
  files.filter((name) => !but.test(name)).flatMap((name) => (textOf(name).match(pattern) ?? []).map((one) => `${name}: ${one}`)); // prettier-ignore

it('[WEB-17] no screen brings colours of its own', () => {
  expect(found(/#[0-9a-f]{3,8}\b(?![/'"]?\w)/gi)).toEqual([]);
  expect(css).toContain('--color-*: initial');
});

it('[WEB-17] sizes of type, corners and shadows are those of the design language', () => {
  const named = (kind: string) =>
    new Set(['none', ...[...css.matchAll(new RegExp(`--${kind}-([a-z0-9]+):`, 'g'))].map((one) => one[1])]);
  const used = (kind: string, of: RegExp) => new Set(files.flatMap((name) => [...textOf(name).matchAll(of)].map((one) => one[1])).filter((one) => !named(kind).has(one))); // prettier-ignore

  expect([...used('radius', /\brounded-(?:[trblse]{1,2}-)?([a-z0-9]+)\b/g)]).toEqual([]);
  expect([...used('shadow', /\bshadow-([a-z0-9]+)\b/g)]).toEqual([]);
  expect(found(/\btext-(?:xs|sm|base|lg|xl|[2-9]xl)\b/g)).toEqual([]);
});

it('[WEB-17] windows, buttons, fields and rows are each made in one place', () => {
  // A picture that fills the screen is a window of its own.
  expect(found(/\bDialogRoot\b|role="dialog"|<dialog\b/g, /^ui\/ModalBody\.vue$|\/Lightbox\.vue$/)).toEqual([]);
  for (const part of ['btn', 'btn-primary', 'btn-line', 'field', 'rows', 'badge', 'track', 'rail', 'tabline', 'pick'])
    expect(css, part).toMatch(new RegExp(`\\.${part}\\b[^;]*\\{`));
});

it('lets no word that keeps its own direction carry a margin of one side', () => {
  // Sides of a <bdi> are those of its own words: in a page from the right, room before it would come behind it.
  expect(found(/<bdi[^>]*class="[^"]*(?<=[" ])-?(?:m|p)[se]-[^"]*"/g)).toEqual([]);
});

it('puts no colon behind words that a language sets with a space before it', () => {
  // It belongs to the message. What only a screen reader says is spoken alike.
  expect(found(/\}\}\s*:(?!:)|(?<!aria-label=")`[^`\n]*\$\{[^`\n]*\}: /g)).toEqual([]);
});

it('names every page also where what it is about cannot be had', () => {
  const named = found(/<Loaded\b[^>]*>\s*<PageHead/g);

  expect(named).not.toEqual([]);
  expect(named.filter((one) => !one.includes(':title='))).toEqual([]);
});
