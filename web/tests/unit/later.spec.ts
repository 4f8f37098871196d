// A part that cannot be fetched: said once, tried again, and the page around it stays with what is typed.
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { afterEach, expect, it, vi } from 'vitest';
import ErrorBoundary from '@/app/ErrorBoundary.vue';
import { later } from '@/lib/later';
import { toasts } from '@/lib/toast';

enableAutoUnmount(afterEach);
afterEach(() => void vi.useRealTimers());

it('leaves what is typed on the page while a part of it cannot be had, and shows the part once it can', async () => {
  vi.useFakeTimers();
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const part = { [Symbol.toStringTag]: 'Module', default: { render: () => h('b', 'Here') } };
  const load = vi.fn().mockResolvedValue(part);
  load.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockRejectedValueOnce(new TypeError('Failed to fetch'));
  const Part = later(load);
  const Page = defineComponent({ render: () => h(ErrorBoundary, () => [h('input'), h(Part)]) });
  const page = mount(Page);
  await page.get('input').setValue('Thirty words');

  await vi.advanceTimersByTimeAsync(1000);
  expect(page.find('b').exists()).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);

  expect(page.find('b').exists()).toBe(true);

  expect(page.get('input').element.value).toBe('Thirty words');
  expect(page.find('[role=alert]').exists()).toBe(false);
  expect(load).toHaveBeenCalledTimes(3);
  expect(reported).toHaveBeenCalledOnce();
  expect(toasts.map((one) => one.text)).toEqual([expect.stringContaining('did not load')]);
});
