import type { RouteRecordRaw } from 'vue-router';

const ns = ['notifications' as const, 'identity' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/notifications', name: 'notifications', meta: { title: 'page.notifications', for: 'account', ns, early: ['/v1/notifications?limit=20'] }, component: () => import('./pages/NotificationsPage.vue') },
  { path: '/settings/notifications', name: 'preferences', meta: { title: 'page.preferences', for: 'account', ns }, component: () => import('./pages/PreferencesPage.vue') },
  { path: '/unsubscribe', name: 'unsubscribe', meta: { title: 'page.unsubscribe', titleIn: 'unsubscribe', shell: 'public', ns: ['unsubscribe'] }, component: () => import('./pages/UnsubscribePage.vue') },
]; // prettier-ignore
