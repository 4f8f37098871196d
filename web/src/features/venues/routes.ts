import type { RouteRecordRaw } from 'vue-router';

const ns = ['venue' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/venues/:slug', name: 'venue', meta: { title: 'page.venue', shell: 'public', ns }, component: () => import('./pages/VenueHomePage.vue') },
  { path: '/venues/:slug/menu', name: 'venuemenu', meta: { title: 'page.venuemenu', shell: 'public', ns }, component: () => import('./pages/VenueMenuPage.vue') },
  { path: '/venues/:slug/about', name: 'venueabout', meta: { title: 'page.venueabout', shell: 'public', ns }, component: () => import('./pages/VenueAboutPage.vue') },
  { path: '/venues/:slug/gallery', name: 'venuegallery', meta: { title: 'page.venuegallery', shell: 'public', ns, early: ['/v1/public/venues/{slug}/images?language={lang}'] }, component: () => import('./pages/VenueGalleryPage.vue') },
  { path: '/venues/:slug/contact', name: 'venuecontact', meta: { title: 'page.venuecontact', shell: 'public', ns }, component: () => import('./pages/VenueContactPage.vue') },
]; // prettier-ignore
