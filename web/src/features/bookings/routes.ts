import type { RouteRecordRaw } from 'vue-router';

const ns = ['booking' as const, 'venue' as const];

export const routes: RouteRecordRaw[] = [
  // The address that search engines, widgets and letters know; its query goes along.
  { path: '/venues/:slug/book', name: 'book', redirect: (to) => ({ name: 'bookstep', params: { ...to.params, step: 'when' }, query: to.query }) },
  { path: '/venues/:slug/book/:step(when|details|deposit|done)', name: 'bookstep', meta: { title: 'page.book', shell: 'public', ns, isInSteps: true, early: ['/v1/public/venues/{slug}/policy'] }, component: () => import('./pages/BookPage.vue') },
  { path: '/reservations/manage/:token?', name: 'manage', meta: { title: 'page.manage', shell: 'public', ns }, component: () => import('./pages/ManagePage.vue') },
]; // prettier-ignore
