import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/account/profile', alias: '/profile', name: 'profile', meta: { title: 'page.profile', for: 'account', ns: ['profiles', 'drafts', 'identity'], early: ['/v1/profiles/{account}/{role}'] }, component: () => import('./pages/ProfilePage.vue') },
  { path: '/experts', name: 'experts', meta: { title: 'page.experts', for: 'account', ns: ['profiles'], early: ['/v1/profiles?role=expert&limit=20'] }, component: () => import('./pages/ExpertsPage.vue') },
  { path: '/experts/:id', name: 'expert', meta: { title: 'page.expert', for: 'account', ns: ['profiles'], early: ['/v1/profiles/{id}'] }, component: () => import('./pages/ExpertPage.vue') },
]; // prettier-ignore
