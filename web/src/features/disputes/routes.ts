import type { RouteRecordRaw } from 'vue-router';

const ns = ['disputes' as const, 'files' as const, 'drafts' as const];
const staff = { shell: 'admin' as const, for: ['mediator', 'arbitrator', 'administrator'] as const, ns };

export const routes: RouteRecordRaw[] = [
  { path: '/disputes', alias: '/chargebacks', name: 'disputes', meta: { title: 'page.disputes', for: 'account', ns }, component: () => import('./pages/DisputesPage.vue') },
  { path: '/disputes/new/:contract', name: 'dispute-new', meta: { title: 'page.disputenew', for: 'account', ns }, component: () => import('./pages/NewDisputePage.vue') },
  { path: '/disputes/:id/file/:step', name: 'dispute-file', meta: { title: 'page.disputenew', for: 'account', ns, isInSteps: true }, component: () => import('./pages/FilingPage.vue') },
  { path: '/disputes/:id', name: 'dispute', meta: { title: 'page.dispute', for: 'account', ns, early: ['/v1/disputes/{id}'] }, component: () => import('./pages/DisputePage.vue') },
  { path: '/chargebacks/:id', name: 'chargeback', meta: { title: 'page.chargeback', for: 'account', ns }, component: () => import('./pages/HearingPage.vue') },
  { path: '/admin/disputes', name: 'dispute-queue', meta: { ...staff, title: 'page.disputes' }, component: () => import('./pages/DisputeQueuePage.vue') },
  { path: '/admin/disputes/:id/conversation', meta: { ...staff, ns: [...ns, 'messaging'], titleIn: 'disputes', title: 'talk' }, component: () => import('./pages/HeardTalkPage.vue') },
  { path: '/admin/disputes/:id', name: 'dispute-hearing', meta: { ...staff, title: 'page.dispute' }, component: () => import('./pages/DisputePage.vue') },
]; // prettier-ignore
