import type { RouteRecordRaw } from 'vue-router';

const meta = {
  shell: 'admin' as const,
  for: ['finance', 'administrator'] as const,
  ns: ['finance' as const],
  title: 'page.finance' as const,
};

export const routes: RouteRecordRaw[] = [
  { path: '/admin/finance', name: 'finance', meta, component: () => import('./pages/CoveragePage.vue') },
  { path: '/admin/finance/holds', name: 'holds', meta, component: () => import('./pages/HoldsPage.vue') },
  { path: '/admin/finance/fees', name: 'fees', meta, component: () => import('./pages/TotalsPage.vue') },
  { path: '/admin/finance/taxes', name: 'taxes', meta, component: () => import('./pages/TotalsPage.vue') },
  { path: '/admin/finance/movements', name: 'movements', meta, component: () => import('./pages/MovementsPage.vue') },
  { path: '/admin/finance/differences', name: 'differences', meta, component: () => import('./pages/DifferencesPage.vue') },
  { path: '/admin/finance/corrections', name: 'corrections', meta, component: () => import('./pages/CorrectionsPage.vue') },
]; // prettier-ignore
