// What starts once the page can be used: the copy for offline times and the service worker with its updates.
import { startPersistence } from './lib/query';
import { offerUpdate } from './lib/updates';

export async function start(): Promise<void> {
  await startPersistence();
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
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
