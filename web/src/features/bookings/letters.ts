// What only letters lead to: visitors do not carry it (app/router.ts).
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/waitlist/manage/:token?', name: 'waiting', meta: { title: 'page.waiting', shell: 'public', ns: ['booking', 'venue', 'waiting'] }, component: () => import('./pages/WaitingPage.vue') },
]; // prettier-ignore
