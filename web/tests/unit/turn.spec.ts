// What is drawn first, and what in later turns of the browser.
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { useTurns } from '@/lib/turn';

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
