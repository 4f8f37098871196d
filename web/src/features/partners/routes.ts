import type { RouteRecordRaw } from 'vue-router';

const meta = {
  shell: 'admin' as const,
  for: 'administrator' as const,
  ns: ['partners' as const],
  title: 'page.partners' as const,
};

export const routes: RouteRecordRaw[] = [
  { path: '/partners/webhooks', alias: '/partners', name: 'partners', meta, component: () => import('./pages/PartnersPage.vue') },
  { path: '/partners/webhooks/:id', name: 'webhook', meta: { ...meta, title: 'page.webhook' }, component: () => import('./pages/WebhookPage.vue') },
]; // prettier-ignore
