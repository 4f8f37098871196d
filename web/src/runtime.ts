// What starts once the page can be used: the copy for offline times, measurements, the service worker and its updates.
import { router } from './app/router';
import { config } from './lib/config';
import { startPersistence } from './lib/query';
import { offerUpdate } from './lib/updates';

export async function start(): Promise<void> {
  await startPersistence();
  if (!import.meta.env.PROD) return;
  await measure();
  if (!('serviceWorker' in navigator)) return;
  const { Workbox } = await import('workbox-window');
  const worker = new Workbox('/sw.js');
  worker.addEventListener('waiting', () => {
    offerUpdate(() => {
      worker.addEventListener('controlling', () => location.reload());
      worker.messageSkipWaiting();
    });
  });
  // Refused where a policy blocks workers; the app then works without its offline copy.
  await worker.register().catch(() => undefined);
}

async function measure(): Promise<void> {
  const [{ watchField }, { release }] = await Promise.all([import('./lib/field'), config()]);
  watchField(release, () => router.currentRoute.value.matched.at(-1)?.path);
}
