import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { mount, flushPromises } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { expect, test } from 'vitest';
import { useList, type List, type Page } from '@/lib/list';

function listOf(pages: Record<string, Page<number>>): { list: List<number>; asked: string[] } {
  const asked: string[] = [];
  let list: List<number> | undefined;
  const page = (cursor: string | undefined) => {
    asked.push(cursor ?? 'first');
    return Promise.resolve(pages[cursor ?? 'first'] as Page<number>);
  };
  const Shown = defineComponent(() => {
    list = useList({ key: ['numbers'], page });
    return () => h('p');
  });
  mount(Shown, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } });
  return { list: list as unknown as List<number>, asked };
}

test('[TST-04] a page that looked through quiet months is filled up from the next', async () => {
  const pages = {
    first: { items: [], next_cursor: 'a' },
    a: { items: [1], next_cursor: 'b' },
    b: { items: [2], next_cursor: null },
  };

  const { list, asked } = listOf(pages);
  await flushPromises();

  expect(list.data.value?.pages.flatMap((one) => one.items)).toEqual([1, 2]);
  expect(list.hasNextPage.value).toBe(false);
  expect(asked).toEqual(['first', 'a', 'b']);
});

test('a page with enough to show is shown at once, and years without anything are asked for in steps', async () => {
  const full = listOf({ first: { items: [...Array(10).keys()], next_cursor: 'a' } });
  const quiet = listOf({ first: { items: [], next_cursor: 'first' } });
  await flushPromises();

  expect(full.asked).toEqual(['first']);
  expect(quiet.asked).toHaveLength(5);
  expect(quiet.list.hasNextPage.value).toBe(true);
});
