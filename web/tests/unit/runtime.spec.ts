// What starts once a page can be used, in an order in which nobody is missed.
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

it('measures while the copy for offline times is still being read', async () => {
  vi.stubEnv('PROD', true);
  vi.stubGlobal('indexedDB', { open: () => ({}) }); // a device that takes its time, and never answers
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ release: 'r1', websocket_url: '', payments: 'local' })));
  const told: Blob[] = [];
  vi.stubGlobal('navigator', { ...navigator, sendBeacon: (_to: string, body: Blob) => void told.push(body) });
  const [{ router }, { start }] = await Promise.all([import('@/app/router'), import('@/runtime')]);
  await router.push('/status');

  void start();
  await vi.waitFor(
    () => {
      dispatchEvent(Object.assign(new Event('error'), { error: new RangeError('broken') }));
      expect(told.length).toBeGreaterThan(0);
    },
    { timeout: 5_000 },
  );

  expect(JSON.parse((await told[0]?.text()) ?? '')).toMatchObject({ app_release: 'r1', route: '/status', errors: [{ name: 'RangeError' }] }); // prettier-ignore
}, 30_000);
