// What starts once the page can be used: the copy for offline times, measurements, the service worker and its updates.
import { router } from './app/router';
import { config } from './lib/config';
import { FLUSH, OPEN } from './lib/offline/sync';
import { startPersistence } from './lib/query';
import { useSession } from './lib/session';
import { endLeft } from './lib/sign-out';
import { offerUpdate } from './lib/updates';

const HOUR_MS = 3_600_000;

export async function start(): Promise<void> {
  addEventListener('online', () => void sendLeft());
  addEventListener('online', () => void endLeft());
  navigator.serviceWorker?.addEventListener('message', told);
  // Before what may take its time: whoever leaves soon is counted too. What cannot be measured stops nothing else.
  if (import.meta.env.PROD) void measure().catch(() => undefined);
  await startPersistence();
  if (!import.meta.env.PROD) return;
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
  if (!(await worker.register().catch(() => undefined))) return;
  // A tablet at a counter shows the same page for days: browsers look for a new version when a page is opened.
  setInterval(() => void worker.update().catch(() => undefined), HOUR_MS);
}

/** The service worker says that the network is back, or which page a notice leads to, whatever page is open. */
function told({ data }: MessageEvent<{ type?: string; link?: string } | null>): void {
  if (data?.type === FLUSH) void sendLeft();
  if (data?.type === OPEN && data.link) void router.push(data.link);
}

/** Send what an earlier visit, or a time without a network, has left. */
async function sendLeft(): Promise<void> {
  const { account } = useSession();
  if (!account) return;
  const { openOutbox } = await import('./lib/offline/outbox');
  await openOutbox(account.account_id);
}

async function measure(): Promise<void> {
  // Before the first page is known, everything would be told of the start.
  const isKnown = router.isReady().catch(() => undefined);
  const [{ watchField }, { release }] = await Promise.all([import('./lib/field'), config(), isKnown]);
  watchField(release, () => router.currentRoute.value.matched.at(-1)?.path);
}
