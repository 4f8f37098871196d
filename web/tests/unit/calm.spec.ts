// What may wait begins when the page stands with what it asked for.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenCalm } from '@/lib/calm';
import { queryClient } from '@/lib/query';

beforeEach(() => {
  document.body.innerHTML = '<h1>Contracts</h1>';
});
afterEach(() => {
  vi.useRealTimers();
  queryClient.clear();
});

it('waits for what is on its way, and for what its answer leads to', async () => {
  const told: string[] = [];
  let answer: (found: string) => void = () => undefined;
  const first = queryClient.fetchQuery({ queryKey: ['venues'], queryFn: () => new Promise<string>((done) => (answer = done)) }); // prettier-ignore
  const next = first.then(() =>
    queryClient.fetchQuery({ queryKey: ['plan'], queryFn: () => Promise.resolve(told.push('plan')) }),
  );

  const calm = whenCalm().then(() => told.push('calm'));
  answer('one');
  await Promise.all([next, calm]);

  expect(told).toEqual(['plan', 'calm']);
});

it('does not wait for ever for a network that does not answer', async () => {
  vi.useFakeTimers();
  queryClient
    .fetchQuery({ queryKey: ['lost'], queryFn: () => new Promise<string>(() => undefined) })
    .catch(() => undefined); // when the test ends
  const calm = vi.fn();

  void whenCalm().then(calm);
  await vi.advanceTimersByTimeAsync(3_900);
  expect(calm).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(500);
  expect(calm).toHaveBeenCalled();
});

it('waits for a page that is still to come', async () => {
  vi.useFakeTimers();
  document.body.innerHTML = '';
  const calm = vi.fn();

  void whenCalm().then(calm);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calm).not.toHaveBeenCalled();
  document.body.innerHTML = '<h1>Contracts</h1>';
  await vi.advanceTimersByTimeAsync(500);
  expect(calm).toHaveBeenCalled();
});
