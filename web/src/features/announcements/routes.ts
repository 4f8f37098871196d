import type { RouteRecordRaw } from 'vue-router';

const meta = {
  shell: 'admin' as const,
  for: 'administrator' as const,
  ns: ['announcements' as const],
  titleIn: 'announcements' as const,
};

export const routes: RouteRecordRaw[] = [
  { path: '/admin/announcements', name: 'announcements', meta: { ...meta, title: 'page.announcements' }, component: () => import('./pages/AnnouncementsPage.vue') },
  { path: '/admin/announcements/new', name: 'announcementnew', meta: { ...meta, title: 'page.announcementnew' }, component: () => import('./pages/AnnouncementEditPage.vue') },
  { path: '/admin/announcements/:id', name: 'announcement', meta: { ...meta, title: 'page.announcement' }, component: () => import('./pages/AnnouncementPage.vue') },
  { path: '/admin/announcements/:id/edit', name: 'announcementedit', meta: { ...meta, title: 'page.announcementedit' }, component: () => import('./pages/AnnouncementEditPage.vue') },
  { path: '/admin/deliveries', name: 'deliveries', meta: { ...meta, title: 'page.deliveries' }, component: () => import('./pages/DeliveriesPage.vue') },
]; // prettier-ignore
