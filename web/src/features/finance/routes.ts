import type { RouteRecordRaw } from 'vue-router';

const meta = {
  shell: 'admin' as const,
  for: ['finance', 'administrator'] as const,
  ns: ['finance' as const],
  title: 'page.finance' as const,
};
const registered = { ...meta, ns: ['finance' as const, 'registers' as const] };

export const routes: RouteRecordRaw[] = [
  { path: '/admin/finance', name: 'finance', meta: { ...meta, early: ['/v1/finance/coverage', '/v1/finance/days?limit=20'] }, component: () => import('./pages/CoveragePage.vue') },
  { path: '/admin/finance/holds', name: 'holds', meta, component: () => import('./pages/HoldsPage.vue') },
  { path: '/admin/finance/fees', name: 'fees', meta: registered, component: () => import('./pages/TotalsPage.vue') },
  { path: '/admin/finance/taxes', name: 'taxes', meta, component: () => import('./pages/TotalsPage.vue') },
  { path: '/admin/finance/movements', name: 'movements', meta, component: () => import('./pages/MovementsPage.vue') },
  { path: '/admin/finance/differences', name: 'differences', meta, component: () => import('./pages/DifferencesPage.vue') },
  { path: '/admin/finance/corrections', name: 'corrections', meta, component: () => import('./pages/CorrectionsPage.vue') },
  { path: '/admin/finance/payments', name: 'finance-payments', meta: registered, component: () => import('./pages/RegisterPage.vue') },
  { path: '/admin/finance/payouts', name: 'finance-payouts', meta: registered, component: () => import('./pages/RegisterPage.vue') },
  { path: '/admin/finance/chargebacks', name: 'finance-chargebacks', meta: registered, component: () => import('./pages/RegisterPage.vue') },
  { path: '/admin/finance/waiting', name: 'finance-waiting', meta: registered, component: () => import('./pages/RegisterPage.vue') },
  { path: '/admin/finance/success', name: 'finance-success', meta: registered, component: () => import('./pages/RegisterPage.vue') },
  { path: '/admin/finance/disputes', name: 'dispute-rates', meta: registered, component: () => import('./pages/DisputeRatesPage.vue') },
  { path: '/admin/finance/rails', name: 'rails', meta: registered, component: () => import('./pages/RailsPage.vue') },
  { path: '/admin/finance/rates', name: 'rates', meta: { ...registered, for: 'administrator' as const }, component: () => import('./pages/RatesPage.vue') },
]; // prettier-ignore
