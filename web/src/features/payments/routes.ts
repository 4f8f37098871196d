import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/admin/payments/:id', name: 'payment', meta: { title: 'page.payment', shell: 'admin', for: 'administrator', ns: ['payments'] }, component: () => import('./pages/PaymentPage.vue') },
]; // prettier-ignore
