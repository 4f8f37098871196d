import type { RouteRecordRaw } from 'vue-router';

const ns = ['identity' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/auth/login', alias: ['/sign-in', '/login'], name: 'login', meta: { title: 'page.login', shell: 'public', for: 'visitor', ns }, component: () => import('./pages/LoginPage.vue') },
  { path: '/auth/register', name: 'register', meta: { title: 'page.register', shell: 'public', for: 'visitor', ns }, component: () => import('./pages/RegisterPage.vue') },
  { path: '/auth/confirm', name: 'confirm', meta: { title: 'page.confirm', shell: 'public', for: 'visitor', ns }, component: () => import('./pages/ConfirmPage.vue') },
  { path: '/auth/reset', name: 'reset', meta: { title: 'page.reset', shell: 'public', for: 'visitor', ns }, component: () => import('./pages/ResetPage.vue') },
  { path: '/invitations', name: 'invitation', meta: { title: 'page.invitation', shell: 'public', for: 'anybody', ns }, component: () => import('./pages/InvitationPage.vue') },
  { path: '/account', redirect: '/account/security' },
  { path: '/account/security', name: 'security', meta: { title: 'page.security', for: 'account', ns }, component: () => import('./pages/SecurityPage.vue') },
  { path: '/account/language', name: 'language', meta: { title: 'page.language', for: 'account', ns }, component: () => import('./pages/LanguagePage.vue') },
  { path: '/join/:code', redirect: ({ params }) => ({ path: '/auth/register', query: { by: String(params['code']) } }) },
]; // prettier-ignore
