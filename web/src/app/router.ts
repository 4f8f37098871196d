import { createRouter, createWebHistory, START_LOCATION, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'; // prettier-ignore
import { routes as bookings } from '@/features/bookings/routes';
import { routes as identity } from '@/features/identity/routes';
import { routes as venues } from '@/features/venues/routes';
import { lang, langOf, lookUp, need, speak, useT } from '@/lib/i18n';
import type { Namespaces } from '@/lib/messages';
import { useSession, type StaffRole, type VenueRole, type WorkRole } from '@/lib/session';
import { watch } from 'vue';
import { guard, isOpen } from './guards';

declare module 'vue-router' {
  interface RouteMeta {
    /** Its title, in the words of the shell or of the feature that `titleIn` names. */
    title: keyof (Namespaces['shell'] &
      Namespaces['about'] &
      Namespaces['writing'] &
      Namespaces['administration'] &
      Namespaces['announcements'] &
      Namespaces['reports'] &
      Pick<Namespaces['unsubscribe'], 'page.unsubscribe'> &
      Pick<Namespaces['disputes'], 'talk'>) &
      string;
    titleIn?: keyof Namespaces;
    /** Words that it needs besides the shell's. */
    ns?: (keyof Namespaces)[];
    shell?: 'public' | 'work' | 'venue' | 'admin';
    /** What it asks for first, by GET, which boot.js does while scripts come. `{account}`, `{role}`, `{lang}`, the chosen
     * `{currency}` and `{venue}`, or a name of the path. */
    early?: readonly string[];
    /** Who may open it: anybody, whoever is not signed in, whoever is, or holders of a role, or of one of several. */
    for?: 'anybody' | 'visitor' | 'account' | WorkRole | StaffRole | readonly (StaffRole | VenueRole)[];
    /** Fills the window, with no footer and no page padding: conversations. */
    isFull?: boolean;
    /** The last part of its address is a step of one form. */
    isInSteps?: boolean;
  }
}

const pages: RouteRecordRaw[] = [
  { path: '/', name: 'home', meta: { title: 'page.home', shell: 'public', ns: ['home'] }, component: () => import('./pages/HomePage.vue') },
  { path: '/status', name: 'status', meta: { title: 'page.status', shell: 'public' }, component: () => import('./pages/StatusPage.vue') },
  { path: '/offline', name: 'offline', meta: { title: 'page.offline', shell: 'public' }, component: () => import('./pages/OfflinePage.vue') },
  { path: '/403', name: 'forbidden', meta: { title: 'page.forbidden', shell: 'public' }, component: () => import('./pages/ForbiddenPage.vue') },
  { path: '/:rest(.*)*', name: 'notfound', meta: { title: 'page.notfound', shell: 'public' }, component: () => import('./pages/NotFoundPage.vue') },
]; // prettier-ignore

export const router = createRouter({
  history: createWebHistory(),
  // On the first load a scroll would force a layout before anything is there.
  scrollBehavior: (to, from, saved) =>
    saved ?? (from === START_LOCATION || to.hash || to.path === from.path ? false : { top: 0 }),
  routes: [...identity, ...venues, ...bookings, ...pages],
});

const session = useSession();
let hasDesks = false;
// Who it is, the table of further pages, the page and its words: each would cost a way to the server after the other,
// so all begin at once. The guard waits for the first of them, and nothing is shown before it has answered.
router.beforeEach(async (to) => {
  session.restore().catch(() => undefined);
  const isUnknown = to.name === 'notfound';
  // These pages are known once somebody signed in, or an address that nobody else knows, asks for them: visitors do
  // not carry their table. The page for offline times opens without it: it is where its lack leads.
  if (!hasDesks && to.name !== 'offline' && (isUnknown || session.isExpected())) {
    try {
      const { routes } = await import('./desks');
      for (const one of routes) router.addRoute(one);
      hasDesks = true;
    } catch (error) {
      // Whoever is signed in reads the pages that are for anybody without it, as visitors do.
      if (isUnknown || !isOpen(to)) throw error;
    }
    if (isUnknown) return to.fullPath;
  }
  if (isOpen(to) || to.meta.for === 'visitor' || session.isExpected()) fetchAhead(to);
  return true;
});
router.beforeEach(guard);

/** Begin to load what a page is made of; what fails is asked for again, and told, by whoever waits for it. */
function fetchAhead({ matched, meta }: RouteLocationNormalized): void {
  const page = matched.at(-1)?.components?.['default'] as (() => Promise<unknown>) | undefined;
  const frame = meta.shell === 'public' ? undefined : import('./shells/Frame.vue');
  // The router keeps the page itself, in place of what loads it, once it is here.
  void Promise.all([frame, typeof page === 'function' && page(), need('shell', ...(meta.ns ?? []))]).catch(
    () => undefined,
  );
}

router.beforeResolve(async (to, from) => {
  await need('shell', ...(to.meta.ns ?? []));
  // An address may name a language; boot.js has read the one of the first.
  const asked = from !== START_LOCATION && to.query['hl'] !== from.query['hl'] && langOf(String(to.query['hl']));
  if (asked) await speak(asked);
});

const t = useT('shell');
const name = () => {
  const { title: key, titleIn } = router.currentRoute.value.meta;
  const title = lookUp(titleIn ?? 'shell', key ?? 'app');
  document.title = title ? `${title} · ${t('app')}` : t('app');
};

router.afterEach((to, from) => {
  name();
  if (from !== START_LOCATION && to.path !== from.path) {
    requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }
});
watch(lang, name);

// A chunk that cannot be had: the version is gone, or there is no network.
router.onError((error, to) => {
  if (!/dynamically imported module|Importing a module/.test(String(error))) return;
  if (navigator.onLine && sessionStorage.getItem('reloaded') !== to.fullPath) {
    sessionStorage.setItem('reloaded', to.fullPath);
    location.assign(to.fullPath);
  } else {
    void router.replace({ name: 'offline', query: { to: to.fullPath } });
  }
});
