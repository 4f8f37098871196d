// How the app is built: layers that look one way only, and one place for what screens are made of.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const files = fs
  .readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('schema.d.ts'));
const textOf = (name: string) => fs.readFileSync(path.join('src', name), 'utf8');
/** The layers that a file asks for, by the alias or by a way up and down again. */
const asked = (name: string) =>
  [...textOf(name).matchAll(/(?:from|import\()\s*'(@\/|\.)([^']+)'/g)].map(([, start, rest = '']) =>
    start === '@/' ? rest : path.join(path.dirname(name), `.${rest}`),
  );
/** Where a day begins, which pages of signing in lead to. */
const ALLOWED = new Set(['features app/guards']);

it.each([
  ['lib', ['lib']],
  ['ui', ['lib', 'ui']],
  ['features', ['lib', 'ui', 'features']],
])('[WEB-21] %s asks only for what lies beneath it', (layer, beneath) => {
  const inside = files.filter((name) => name.startsWith(`${layer}/`));
  const wrong = inside.flatMap((name) =>
    asked(name)
      .filter((to) => /^(app|features|lib|ui)\//.test(to) && !beneath.includes(to.split('/')[0] ?? ''))
      .filter((to) => !ALLOWED.has(`${layer} ${to}`))
      .map((to) => `${name} asks for ${to}`),
  );

  expect(inside).not.toEqual([]);
  expect(wrong).toEqual([]);
});

it('[WEB-21] only the road to the server sends requests to it', () => {
  const roads = files.filter((name) => name.endsWith('.vue') && /\bfetch\(/.test(textOf(name)));

  expect(roads).toEqual([]);
});

it('journeys in the browser are made by keyboard alone, but for those of fingers on a phone', () => {
  const folder = 'tests/e2e';
  const journeys = fs.readdirSync(folder).filter((name) => name.endsWith('.e2e.ts') && name !== 'phone.e2e.ts');
  const pointed = [...journeys.map((name) => path.join(folder, name)), 'tests/people.ts'].filter((name) =>
    /\.(click|dblclick|check|uncheck|setChecked|tap)\(|\.mouse\./.test(fs.readFileSync(name, 'utf8')),
  );

  expect(journeys).not.toEqual([]);
  expect(pointed).toEqual([]);
});

it('a part that cannot be fetched never takes its page with it', () => {
  const givenUp = files.filter((name) => /defineAsyncComponent\((?!\{[^}]*onError)/.test(textOf(name)));

  expect(givenUp).toEqual([]);
});
