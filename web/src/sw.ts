/// <reference lib="webworker" />
// Keeps the shell for times without a network. Answers of the API are never kept here: they belong to one person, and
// the page keeps what it may (lib/query.ts).
import { pathOf, showPush } from '@/lib/notice';
import { FLUSH, isAnythingLeft, OPEN, SYNC, sendFromWorker } from '@/lib/offline/sync';
import { ExpirationPlugin } from 'workbox-expiration';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null })[] };

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/v1\//, /^\/payment-console\//] }),
);
registerRoute(
  ({ url }) => url.origin === self.location.origin && url.pathname.startsWith('/assets/'),
  new CacheFirst({ cacheName: 'chunks', plugins: [new ExpirationPlugin({ maxEntries: 150 })] }),
);
registerRoute(({ url }) => url.pathname === '/config.json', new NetworkFirst({ cacheName: 'config' }));

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

/** Not in the DOM's types: https://wicg.github.io/background-sync/spec/ */
interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

async function sync(): Promise<void> {
  const open = await windows();
  for (const one of open) one.postMessage({ type: FLUSH });
  if (!open.length) await sendFromWorker();
  // The windows may fail, and be closed: the browser asks again only where this did.
  else if (await isAnythingLeft()) throw new Error('it is with the windows now');
}
self.addEventListener('sync' as 'message', (event) => {
  const given = event as unknown as SyncEvent;
  if (given.tag === SYNC) given.waitUntil(sync());
});

const show = async (text: string | undefined) => showPush(self.registration, await windows(), text);
self.addEventListener('push', (event) => event.waitUntil(show(event.data?.text())));

async function open(link: string): Promise<void> {
  const [known] = await windows();
  if (!known) return void (await self.clients.openWindow(link));
  known.postMessage({ type: OPEN, link });
  await known.focus();
}
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf((event.notification.data as { link?: string } | null)?.link)));
});
