import type { RouteRecordRaw } from 'vue-router';

const ns = ['contracts' as const, 'files' as const, 'payments' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/contracts', name: 'contracts', meta: { title: 'page.contracts', for: 'account', ns, early: ['/v1/contracts?side={role}&limit=20'] }, component: () => import('./pages/ContractsPage.vue') },
  { path: '/contracts/:id', name: 'contract', meta: { title: 'page.contract', for: 'account', ns, early: ['/v1/contracts/{id}'] }, component: () => import('./pages/ContractPage.vue') },
  { path: '/contracts/:id/milestones/:milestone', name: 'milestone', meta: { title: 'page.contract', for: 'account', ns }, component: () => import('./pages/ContractPage.vue') },
  { path: '/contracts/:id/pay', name: 'pay', meta: { title: 'page.pay', for: 'client', ns: [...ns, 'checkout'] }, component: () => import('./pages/PayPage.vue') },
]; // prettier-ignore
