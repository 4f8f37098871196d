import type { RouteRecordRaw } from 'vue-router';

const ns = ['notifications' as const, 'identity' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/notifications', name: 'notifications', meta: { title: 'page.notifications', for: 'account', ns }, component: () => import('./pages/NotificationsPage.vue') },
  { path: '/settings/notifications', name: 'preferences', meta: { title: 'page.preferences', for: 'account', ns }, component: () => import('./pages/PreferencesPage.vue') },
]; // prettier-ignore
