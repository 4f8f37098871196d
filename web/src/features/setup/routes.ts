import type { RouteRecordRaw } from 'vue-router';

const meta = { shell: 'venue', for: ['venue'], title: 'page.setup' } as const;
const ns = ['setup' as const, 'room' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/venue/new', name: 'newvenue', meta: { ...meta, ns: [...ns, 'venue'], title: 'page.newvenue' }, component: () => import('./pages/NewVenuePage.vue') },
  { path: '/venue/menu', name: 'ownmenu', meta: { ...meta, ns: [...ns, 'venue', 'menu'], title: 'page.menu' }, component: () => import('./pages/MenuPage.vue') },
  { path: '/venue/floor', name: 'venuefloor', meta: { ...meta, ns: [...ns, 'floor'], title: 'nav.floor', early: ['/v1/venues?limit=100', '/v1/venues/{venue}/floor-plan'] }, component: () => import('./pages/FloorPage.vue') },
  { path: '/venue/settings', name: 'venueinfo', meta: { ...meta, ns: [...ns, 'venue'] }, component: () => import('./pages/InfoPage.vue') },
  { path: '/venue/settings/hours', name: 'venuehours', meta: { ...meta, ns }, component: () => import('./pages/HoursPage.vue') },
  { path: '/venue/settings/terms', name: 'venueterms', meta: { ...meta, ns }, component: () => import('./pages/TermsPage.vue') },
  { path: '/venue/settings/reminders', name: 'venuereminders', meta: { ...meta, ns }, component: () => import('./pages/RemindersPage.vue') },
  { path: '/venue/settings/site', name: 'venuesite', meta: { ...meta, ns: [...ns, 'menu', 'site', 'files'] }, component: () => import('./pages/SitePage.vue') },
  { path: '/venue/settings/sharing', name: 'venuesharing', meta: { ...meta, ns: [...ns, 'sharing'] }, component: () => import('./pages/SharingPage.vue') },
  { path: '/venue/settings/people', name: 'venuepeople', meta: { ...meta, ns: [...ns, 'site'] }, component: () => import('./pages/PeoplePage.vue') },
]; // prettier-ignore
