import type { RouteRecordRaw } from 'vue-router';

const meta = { for: 'account' as const, ns: ['writing' as const], titleIn: 'writing' as const };

export const routes: RouteRecordRaw[] = [
  { path: '/messages/:thread?', name: 'messages', meta: { title: 'page.messages', for: 'account', ns: ['messaging'], isFull: true, early: ['/v1/conversations?limit=30&archived=false'] }, component: () => import('./pages/MessagesPage.vue') },
  { path: '/messages/templates', meta: { ...meta, title: 'templates' }, component: () => import('./pages/TemplatesPage.vue') },
  { path: '/messages/later', meta: { ...meta, title: 'later' }, component: () => import('./pages/ScheduledPage.vue') },
  { path: '/messages/figures', meta: { ...meta, title: 'figures' }, component: () => import('./pages/MessageFiguresPage.vue') },
  { path: '/messages/figures/:conversation', meta: { ...meta, title: 'figures' }, component: () => import('./pages/ConversationFiguresPage.vue') },
  { path: '/messages/reports/:report', meta: { ...meta, ns: ['reports'], titleIn: 'reports', title: 'page.report' }, component: () => import('./pages/ReportPage.vue') },
  { path: '/admin/message-reports/:report', meta: { shell: 'admin', for: 'administrator', ns: ['reports'], titleIn: 'reports', title: 'page.report' }, component: () => import('./pages/ReportPage.vue') },
  { path: '/admin/message-reports', meta: { shell: 'admin', for: 'administrator', ns: ['reports'], title: 'nav.reports' }, component: () => import('./pages/ReportsPage.vue') },
  { path: '/conversations/:thread', redirect: (to) => `/messages/${String(to.params['thread'])}` },
]; // prettier-ignore
