import type { RouteRecordRaw } from 'vue-router';

const meta = { shell: 'venue', for: ['venue', 'venue_staff'] } as const;
const cards = ['room' as const, 'booking' as const];
const ns = [...cards, 'evening' as const];
const early = ['/v1/venues?limit=100', '/v1/venues/{venue}/floor-plan'];

export const routes: RouteRecordRaw[] = [
  { path: '/venue', redirect: '/venue/today' },
  { path: '/venue/today', name: 'today', meta: { ...meta, ns, title: 'page.today', early }, component: () => import('./pages/TodayPage.vue') },
  { path: '/venue/calendar', name: 'calendar', meta: { ...meta, ns: [...ns, 'venue'], title: 'page.calendar', early }, component: () => import('./pages/CalendarPage.vue') },
  { path: '/venue/bookings', name: 'bookings', meta: { ...meta, ns: cards, title: 'page.bookings', early }, component: () => import('./pages/BookingsPage.vue') },
  { path: '/venue/waitlist', name: 'waitlist', meta: { ...meta, ns, title: 'page.waitlist' }, component: () => import('./pages/WaitlistPage.vue') },
  { path: '/venue/figures', name: 'figures', meta: { ...meta, ns: ['room', 'evening'], title: 'page.figures' }, component: () => import('./pages/FiguresPage.vue') },
  { path: '/venue/feedback', name: 'feedback', meta: { ...meta, ns, title: 'page.feedback' }, component: () => import('./pages/FeedbackPage.vue') },
  { path: '/venue/bookings/:id', name: 'booking', meta: { ...meta, ns, title: 'page.booking' }, component: () => import('./pages/BookingPage.vue') },
]; // prettier-ignore
