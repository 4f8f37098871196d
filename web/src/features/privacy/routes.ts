import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/settings/privacy', name: 'privacy', meta: { title: 'page.account', for: 'account', ns: ['privacy', 'identity'] }, component: () => import('./pages/PrivacyPage.vue') },
]; // prettier-ignore
