// What is drawn first, and what in later turns of the browser.
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref } from 'vue';
import { useRowsInTurns, useTurns } from '@/lib/turn';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What it shows once the browser has had so many turns. */
async function shown(most: number, turns: number): Promise<string> {
  const page = mount(
    defineComponent(() => {
      const turn = useTurns(most);
      return () => h('p', ['head', 'page', 'ways'].slice(0, turn.value + 1).join(' '));
    }),
  );
  for (let turn = 0; turn < turns; turn++) {
    vi.advanceTimersToNextTimer();
    await nextTick();
  }
  return page.text();
}

it('draws a part in each turn, one after the other', async () => {
  expect(await shown(2, 0)).toBe('head');
  expect(await shown(2, 1)).toBe('head page');
  expect(await shown(2, 2)).toBe('head page ways');
});

it('stops with the last', async () => {
  expect(await shown(1, 3)).toBe('head page');
  expect(vi.getTimerCount()).toBe(0);
});

/** A list of so many rows, and how many are drawn of it after each turn of the browser. */
function list(first: number) {
  const rows = ref(Array.from({ length: first }, (_, n) => n));
  const page = mount(
    defineComponent(() => {
      const drawn = useRowsInTurns(() => rows.value);
      return () => drawn.value.map((n) => h('li', String(n)));
    }),
  );
  const next = async () => {
    vi.advanceTimersToNextTimer();
    await nextTick();
  };
  const come = async (count: number) => {
    rows.value = Array.from({ length: count }, (_, n) => n);
    await nextTick();
  };
  return { come, next, drawn: () => page.findAll('li').map((row) => row.text()) };
}
const upTo = (count: number) => Array.from({ length: count }, (_, n) => String(n));

it('draws rows that come later a few in each turn, in order, until all are there', async () => {
  const { come, next, drawn } = list(0);

  await come(20);
  expect(drawn()).toEqual(upTo(8));
  await next();
  expect(drawn()).toEqual(upTo(16));
  await next();
  expect(drawn()).toEqual(upTo(20));
  expect(vi.getTimerCount()).toBe(0);
});

it('draws a list that is there already whole, and more rows of it in turns', async () => {
  const { come, next, drawn } = list(20);
  expect(drawn()).toEqual(upTo(20));

  await come(30);
  expect(drawn()).toEqual(upTo(20));
  await next();
  await next();
  expect(drawn()).toEqual(upTo(30));
  await come(3);
  expect(drawn()).toEqual(upTo(3));
});
