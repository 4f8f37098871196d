// The way between pages that belong together, where a telephone has no room for all of them.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import TabLine from '@/ui/TabLine.vue';

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
enableAutoUnmount(afterEach);

it('brings the present page into the middle, at first and with every step', async () => {
  const places: Record<string, [number, number]> = { NAV: [0, 300], '/one': [0, 100], '/two': [280, 100] };
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const [left, width] = places[this.getAttribute('href') ?? this.tagName] ?? [0, 0];
    return { left, width } as DOMRect;
  });
  const moved: number[] = [];
  Element.prototype.scrollBy = (to?: ScrollToOptions | number) => void moved.push((to as ScrollToOptions).left ?? 0);
  await router.push('/two');
  const slots = { default: '<RouterLink to="/one">One</RouterLink><RouterLink to="/two">Two</RouterLink>' };
  mount(TabLine, { props: { label: 'Parts' }, slots, global: { plugins: [router] } });
  await flushPromises();
  await router.push('/one');
  await flushPromises();

  expect(moved).toEqual([180, -100]);
});
