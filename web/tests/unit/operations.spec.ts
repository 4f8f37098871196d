// Every operation of the API is met by people on a screen of ours, or is listed here with the reason why not.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import document from '../../../docs/api/openapi.json';
import { ELSEWHERE } from './operations';

const METHODS = ['get', 'post', 'put', 'delete', 'patch'] as const;
const SOURCE = path.resolve(__dirname, '../../src');

/** An operation as it is compared: the names of parameters say nothing. */
const named = (method: string, at: string) => `${method.toUpperCase()} ${at.replace(/\{[^}]*\}/g, '{}')}`;

const operations = Object.entries(document.paths).flatMap(([at, methods]) =>
  METHODS.filter((method) => method in methods).map((method) => named(method, at)),
);

const files = fs
  .readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('schema.d.ts'))
  .map((name) => fs.readFileSync(path.join(SOURCE, name), 'utf8'));

/** What our sources call: through the typed client, or by an address of their own (sheets, beacons). */
function called(): Set<string> {
  const found = new Set<string>();
  for (const text of files) {
    const constants = new Map(
      [...text.matchAll(/const (\w+) = '(\/v1\/[^']+)'/g)].map(([, name = '', at = '']) => [name, at]),
    );
    const spelt = text
      .replace(/`\$\{([A-Za-z]\w*)\}([^`]*)`/g, (whole, name: string, rest: string) =>
        constants.has(name) ? `'${constants.get(name) ?? ''}${rest}'` : whole,
      )
      .replace(/(api\s*\.[A-Z]+\(\s*)([A-Za-z]\w*)/g, (whole, call: string, name: string) =>
        constants.has(name) ? `${call}'${constants.get(name) ?? ''}'` : whole,
      );
    const rest = spelt.replace(
      /api\s*\.(GET|POST|PUT|DELETE|PATCH)\(\s*'([^']+)'/g,
      (_, method: string, at: string) => {
        found.add(named(method, at));
        return '';
      },
    );
    for (const [, at = ''] of rest.matchAll(/["'`](\/v1\/[^"'`?\s]+)/g)) {
      const bare = at.replace(/\$\{[^}]*\}/g, '{}');
      found.add(named('get', bare));
      if (bare === '/v1/field-reports') found.add(named('post', bare));
    }
  }
  return found;
}

it('calls every operation from a screen, or says why not', () => {
  const known = called();
  const unmet = operations.filter((one) => !known.has(one) && !(one in ELSEWHERE));
  expect(unmet).toEqual([]);
});

it('lists no operation that has a screen, and none that is gone', () => {
  const known = called();
  expect(Object.keys(ELSEWHERE).filter((one) => known.has(one) || !operations.includes(one))).toEqual([]);
});

it('has read the whole document, and the sources', () => {
  expect(operations.length).toBeGreaterThan(300);
  expect(called().size).toBeGreaterThan(200);
});
