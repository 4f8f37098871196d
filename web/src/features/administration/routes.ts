import type { RouteRecordRaw } from 'vue-router';

const meta = {
  shell: 'admin' as const,
  for: 'administrator' as const,
  ns: ['administration' as const],
  titleIn: 'administration' as const,
};

export const routes: RouteRecordRaw[] = [
  { path: '/admin', redirect: '/admin/settings' },
  { path: '/admin/settings', name: 'settings', meta: { ...meta, title: 'page.settings', ns: ['administration', 'settings'], early: ['/v1/settings'] }, component: () => import('./pages/SettingsPage.vue') },
  { path: '/admin/staff', name: 'staff', meta: { ...meta, title: 'page.staff', titleIn: 'shell', ns: ['staff'] }, component: () => import('./pages/StaffPage.vue') },
  { path: '/admin/queues', name: 'queues', meta: { ...meta, title: 'page.queues', early: ['/v1/queues'] }, component: () => import('./pages/QueuesPage.vue') },
  { path: '/admin/attention', name: 'attention', meta: { ...meta, title: 'page.attention' }, component: () => import('./pages/AttentionPage.vue') },
  { path: '/admin/visits', name: 'visits', meta: { ...meta, title: 'page.visits' }, component: () => import('./pages/VisitsPage.vue') },
  { path: '/admin/audit', name: 'audit', meta: { ...meta, title: 'page.audit', early: ['/v1/audit-log?limit=30'] }, component: () => import('./pages/AuditPage.vue') },
]; // prettier-ignore
