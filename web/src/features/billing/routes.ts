import type { RouteRecordRaw } from 'vue-router';

const ns = ['billing' as const];
const desk = { shell: 'admin' as const, for: ['finance', 'administrator'] as const, ns: ['desk' as const] };

export const routes: RouteRecordRaw[] = [
  { path: '/invoices', name: 'invoices', meta: { title: 'page.invoices', for: 'account', ns, early: ['/v1/documents?limit=20'] }, component: () => import('./pages/InvoicesPage.vue') },
  { path: '/invoices/issued', name: 'papers', meta: { title: 'page.papers', for: 'account', ns: ['billing', 'papers'] }, component: () => import('./pages/PapersPage.vue') },
  { path: '/admin/papers', name: 'desk-papers', meta: { title: 'page.papers', shell: 'admin', for: ['finance', 'administrator'], ns: ['billing', 'papers'] }, component: () => import('./pages/PapersPage.vue') },
  { path: '/invoices/:id', name: 'invoice', meta: { title: 'page.invoices', for: 'account', ns: ['billing', 'papers'], early: ['/v1/documents/{id}'] }, component: () => import('./pages/InvoicePage.vue') },
  { path: '/earnings', alias: ['/payouts', '/account/payouts'], name: 'earnings', meta: { title: 'page.earnings', for: 'expert', ns, early: ['/v1/statements/{account}?currency={currency}&limit=20', '/v1/payout-account', '/v1/payouts?limit=10', '/v1/payout-wallets', '/v1/tax-profiles/{account}'] }, component: () => import('./pages/EarningsPage.vue') },
  { path: '/account/cards', name: 'cards', meta: { title: 'page.cards', for: 'account', ns }, component: () => import('./pages/CardsPage.vue') },
  { path: '/account/subscription', name: 'subscription', meta: { title: 'page.subscription', for: 'account', ns: ['subscription', 'identity'] }, component: () => import('./pages/SubscriptionPage.vue') },
  { path: '/account/taxes', name: 'ownTaxes', meta: { title: 'page.taxes', for: 'account', ns: ['billing', 'identity'] }, component: () => import('./pages/TaxesPage.vue') },
  { path: '/referrals', name: 'referrals', meta: { title: 'page.referrals', for: 'account', ns }, component: () => import('./pages/ReferralsPage.vue') },
  { path: '/admin/commission', name: 'commission', meta: { title: 'page.commission', shell: 'admin', for: ['finance', 'administrator'], ns: ['commission'] }, component: () => import('./pages/CommissionPage.vue') },
  { path: '/commission-changes/:id', name: 'commissionchange', meta: { title: 'page.commissionchange', for: 'account', ns: ['commission'] }, component: () => import('./pages/CommissionChangePage.vue') },
  { path: '/admin/rewards', name: 'rewards', meta: { ...desk, title: 'page.rewards' }, component: () => import('./pages/RewardsPage.vue') },
  { path: '/admin/agreements', name: 'agreements', meta: { ...desk, title: 'page.agreements' }, component: () => import('./pages/AgreementsPage.vue') },
  { path: '/agreements/:id', name: 'agreement', meta: { title: 'page.agreements', for: 'account', ns: ['desk'] }, component: () => import('./pages/AgreementPage.vue') },
  { path: '/admin/plans', name: 'plans', meta: { ...desk, title: 'page.plans', ns: ['desk', 'subscription'] }, component: () => import('./pages/PlansPage.vue') },
]; // prettier-ignore
