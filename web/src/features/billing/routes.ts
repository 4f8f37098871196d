import type { RouteRecordRaw } from 'vue-router';

const ns = ['billing' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/invoices', name: 'invoices', meta: { title: 'page.invoices', for: 'account', ns }, component: () => import('./pages/InvoicesPage.vue') },
  { path: '/invoices/:id', name: 'invoice', meta: { title: 'page.invoices', for: 'account', ns }, component: () => import('./pages/InvoicePage.vue') },
  { path: '/earnings', alias: ['/payouts', '/account/payouts'], name: 'earnings', meta: { title: 'page.earnings', for: 'expert', ns }, component: () => import('./pages/EarningsPage.vue') },
]; // prettier-ignore
