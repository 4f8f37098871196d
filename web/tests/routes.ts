// The routes that can be opened with the demonstration data, by who opens them. Contract and
// dispute are made by world.ts before.
export const VISITOR = ['/', '/auth/login', '/auth/register', '/auth/confirm', '/auth/reset', '/invitations', '/about', '/contact', '/status', '/403', '/offline', '/no-such-page', '/venues/chez-nour', '/venues/chez-nour/menu', '/venues/chez-nour/about', '/venues/chez-nour/gallery', '/venues/chez-nour/contact', '/venues/chez-nour/book', '/venues/no-such-place', '/reservations/manage', '/waitlist/manage', '/unsubscribe?token=forged']; // prettier-ignore

export const PEOPLE = {
  'clara@clients.example': ['/projects', '/projects/new', '/experts', '/contracts', '/disputes', '/messages', '/messages?find=hours', '/messages/templates', '/messages/later', '/messages/figures', '/notifications', '/settings/notifications', '/settings/privacy', '/invoices', '/invoices/issued', '/referrals', '/account/cards', '/account/subscription', '/account/taxes', '/account/profile', '/account/security', '/account/language'],
  'amina@experts.example': ['/opportunities', '/proposals', '/disputes', '/earnings', '/account/profile'],
  'omar@venues.example': ['/venue/today', '/venue/calendar', '/venue/calendar?view=week', '/venue/calendar?view=month', '/venue/bookings', '/venue/waitlist', '/venue/figures', '/venue/feedback', '/venue/floor', '/venue/settings', '/venue/settings/hours', '/venue/settings/terms', '/venue/settings/site', '/venue/settings/sharing', '/venue/settings/people'],
  'ada@guildhall.example': ['/admin/settings', '/admin/disputes', '/admin/message-reports', '/admin/finance', '/admin/finance/holds', '/admin/finance/fees', '/admin/finance/movements', '/admin/finance/differences', '/admin/finance/corrections', '/admin/finance/payments', '/admin/finance/waiting', '/admin/finance/payouts', '/admin/finance/chargebacks', '/admin/finance/success', '/admin/finance/disputes', '/admin/finance/rails', '/admin/finance/rates', '/admin/papers', '/admin/rewards', '/admin/agreements', '/admin/plans', '/admin/staff', '/admin/commission', '/partners/webhooks', '/admin/announcements', '/admin/announcements/new', '/admin/deliveries', '/admin/deliveries?by=each', '/admin/alerts', '/admin/alerts/calling', '/admin/queues', '/admin/visits', '/admin/attention', '/admin/audit'],
}; // prettier-ignore

/** A page behind the first link of a list. */
export const BEHIND = {
  'clara@clients.example': ['/projects', '/experts', '/contracts', '/disputes', '/messages'],
  'amina@experts.example': ['/opportunities', '/disputes'],
  'omar@venues.example': ['/venue/bookings'],
  'ada@guildhall.example': ['/admin/disputes', '/admin/announcements'],
};

export interface Look {
  lang: 'en' | 'fr' | 'ur';
  theme: 'light' | 'dark';
  width: 320 | 768 | 1280;
}

const EVERY: Look[] = (['en', 'fr', 'ur'] as const).flatMap((lang) =>
  (['light', 'dark'] as const).flatMap((theme) => ([320, 768, 1280] as const).map((width) => ({ lang, theme, width }))),
);
const DIAGONAL: Look[] = [
  { lang: 'fr', theme: 'light', width: 1280 },
  { lang: 'en', theme: 'dark', width: 768 },
  { lang: 'ur', theme: 'dark', width: 320 },
];

/** A diagonal through languages, themes and widths; everything with A11Y=full. */
export const LOOKS = process.env['A11Y'] === 'full' ? EVERY : DIAGONAL;
