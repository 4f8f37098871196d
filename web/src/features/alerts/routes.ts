import type { RouteRecordRaw } from 'vue-router';

const meta = { shell: 'admin' as const, for: 'administrator' as const, ns: ['alerts' as const] };

export const routes: RouteRecordRaw[] = [
  { path: '/admin/alerts/calling', name: 'calling', meta: { ...meta, title: 'page.alerts' }, component: () => import('./pages/CallingPage.vue') },
  { path: '/admin/alerts/:id?', name: 'alerts', meta: { ...meta, title: 'page.alerts' }, component: () => import('./pages/AlertsPage.vue') },
]; // prettier-ignore
