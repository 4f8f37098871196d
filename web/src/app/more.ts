// Pages that anybody may read but few do: their table is fetched with the first address that is not known before.
import type { RouteRecordRaw } from 'vue-router';

const meta = { shell: 'public', ns: ['about' as const], titleIn: 'about' } as const;

export const routes: RouteRecordRaw[] = [
  { path: '/about', name: 'about', meta: { ...meta, ns: [...meta.ns], title: 'page.about' }, component: () => import('./pages/AboutPage.vue') },
  { path: '/contact', name: 'contact', meta: { ...meta, ns: [...meta.ns], title: 'page.contact' }, component: () => import('./pages/ContactPage.vue') },
]; // prettier-ignore
