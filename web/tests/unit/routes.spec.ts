// Every route of the app is walked with axe (tests/a11y), or says why not.
import { beforeAll, expect, it } from 'vitest';
import type { Router } from 'vue-router';
import { BEHIND, FOUND, LEFT_OUT, PEOPLE, VISITOR } from '../routes';

let router: Router;
const ours = () => router.getRoutes().filter((one) => !one.redirect && !one.aliasOf);
const walked = () => [...VISITOR, ...Object.values(PEOPLE).flat()];
const named = () => [
  ...Object.values(BEHIND).flatMap((one) => Object.values(one)),
  ...Object.values(FOUND).flatMap((one) => Object.keys(one)),
];
const reached = () => [...walked().map((path) => router.resolve(path).matched.at(-1)?.path), ...named()];

beforeAll(async () => {
  ({ router } = await import('@/app/router'));
  const { routes } = await import('@/app/desks');
  for (const one of routes) router.addRoute(one);
}, 30_000);

it('walks every route, or says why not', () => {
  const known = new Set(reached());

  const missing = ours().filter(({ path }) => !known.has(path) && !LEFT_OUT[path]);

  expect(missing.map(({ path }) => path)).toEqual([]);
});

it('leaves out nothing that is walked, or that is no route', () => {
  const known = new Set(reached());

  expect(Object.keys(LEFT_OUT).filter((path) => known.has(path))).toEqual([]);
  const paths = new Set(ours().map(({ path }) => path));
  expect([...named(), ...Object.keys(LEFT_OUT)].filter((path) => !paths.has(path))).toEqual([]);
});

it('leads to no page that is not there, but for the one that says so', () => {
  const lost = walked().filter((path) => router.resolve(path).name === 'notfound');

  expect(lost).toEqual(['/no-such-page']);
});
