// The tab's one socket: opened once its script is here, and for nobody.
import { effectScope } from 'vue';
import { expect, it, vi } from 'vitest';
import { live, useLive } from '@/lib/live';

const script = vi.hoisted(() => ({ faults: 0, asked: 0 }));
const socket = { close: vi.fn() };
vi.mock('@/lib/calm', () => ({ whenCalm: () => Promise.resolve() }));
vi.mock('@/lib/backoff', () => ({ backoff: () => 1 }));
vi.mock('@/lib/socket', () => ({
  get openSocket() {
    script.asked += 1;
    if (script.faults-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return () => socket;
  },
}));

it('tries again while the script of the socket cannot be had', async () => {
  script.faults = 2;
  const scope = effectScope();

  scope.run(() => useLive(vi.fn(), vi.fn()));

  await vi.waitFor(() => expect(live.value).toBe(socket));
  expect(script.asked).toBe(3);
  scope.stop();
  expect(socket.close).toHaveBeenCalledOnce();
});
