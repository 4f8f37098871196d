import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/messages/:thread?', name: 'messages', meta: { title: 'page.messages', for: 'account', ns: ['messaging', 'contracts'], isFull: true }, component: () => import('./pages/MessagesPage.vue') },
  { path: '/conversations/:thread', redirect: (to) => `/messages/${String(to.params['thread'])}` },
]; // prettier-ignore
