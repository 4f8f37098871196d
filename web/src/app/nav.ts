// Where each person can go, in the order of their day. The first four are the tabs of a phone.
import { Activity, Banknote, Bell, Briefcase, CalendarClock, CalendarDays, ChartNoAxesColumn, CircleAlert, CreditCard, FileText, Flag, FolderOpen, Gauge, Gift, Handshake, Hourglass, House, Landmark, LayoutGrid, ListChecks, Megaphone, MessageSquare, Percent, Scale, ScrollText, Search, Siren, SlidersHorizontal, Star, UserRound, Users, UtensilsCrossed, Webhook } from '@lucide/vue'; // prettier-ignore
import type { Component } from 'vue';
import type { Namespaces } from '@/lib/messages';
import type { StaffRole, WorkRole } from '@/lib/session';

export interface Place {
  label: keyof Namespaces['shell'] & string;
  to: string;
  icon: Component;
  /** What else belongs to it: beginnings of addresses. */
  also?: readonly string[];
}

const place = (label: Place['label'], to: string, icon: Component, ...also: string[]): Place => ({
  label,
  to,
  icon,
  also,
});

/** The place to which an address belongs: its own, or the one that it lies deepest under. */
export function placeOf(places: readonly Place[], path: string): Place | undefined {
  const fits = places.flatMap((one) =>
    [one.to, ...(one.also ?? [])]
      .filter((start) => path === start || path.startsWith(`${start}/`))
      .map((start) => ({ one, length: start.length })),
  );
  return fits.sort((a, b) => b.length - a.length)[0]?.one;
}

const ACCOUNT = ['/account', '/settings'];

const shared = [place('nav.contracts', '/contracts', FileText), place('nav.messages', '/messages', MessageSquare)];
const personal = [
  place('nav.disputes', '/disputes', Scale),
  place('nav.invoices', '/invoices', ScrollText),
  place('nav.referrals', '/referrals', Gift),
  place('nav.profile', '/account/profile', UserRound),
  place('nav.account', '/account/security', SlidersHorizontal, ...ACCOUNT),
];

export const WORK: Record<WorkRole, Place[]> = {
  client: [
    place('nav.projects', '/projects', FolderOpen),
    ...shared,
    place('nav.experts', '/experts', Users),
    ...personal.slice(0, 2),
    place('nav.cards', '/account/cards', CreditCard),
    ...personal.slice(2),
  ],
  expert: [
    place('nav.opportunities', '/opportunities', Search),
    ...shared,
    place('nav.proposals', '/proposals', ListChecks),
    place('nav.earnings', '/earnings', Banknote),
    ...personal,
  ],
};

const MEDIATION = ['mediator', 'arbitrator', 'administrator'] as const;
const OWNER = ['administrator'] as const;

/** Places of the staff, and who sees each. */
const STAFF_PLACES: [Place, readonly StaffRole[]][] = [
  [place('nav.settings', '/admin/settings', SlidersHorizontal), OWNER],
  [place('nav.disputes', '/admin/disputes', Scale), MEDIATION],
  [place('nav.reports', '/admin/message-reports', Flag), OWNER],
  [place('nav.finance', '/admin/finance', Landmark), ['finance', 'administrator']],
  [place('page.papers', '/admin/papers', ScrollText), ['finance', 'administrator']],
  [place('nav.commission', '/admin/commission', Percent), ['finance', 'administrator']],
  [place('page.rewards', '/admin/rewards', Gift), ['finance', 'administrator']],
  [place('page.agreements', '/admin/agreements', Handshake), ['finance', 'administrator']],
  [place('page.plans', '/admin/plans', CreditCard), ['finance', 'administrator']],
  [place('page.staff', '/admin/staff', Users), OWNER],
  [place('nav.partners', '/partners/webhooks', Webhook), OWNER],
  [place('nav.announcements', '/admin/announcements', Megaphone, '/admin/deliveries'), OWNER],
  [place('page.alerts', '/admin/alerts', Siren), OWNER],
  [place('nav.queues', '/admin/queues', Gauge), OWNER],
  [place('nav.visits', '/admin/visits', Activity), OWNER],
  [place('nav.attention', '/admin/attention', CircleAlert), OWNER],
  [place('nav.audit', '/admin/audit', ScrollText), OWNER],
];
const OWN_ACCOUNT = place('nav.account', '/account/security', UserRound, ...ACCOUNT);

/** Where somebody of the staff can go. */
export const staffPlaces = (roles: readonly StaffRole[]): Place[] => [
  ...STAFF_PLACES.filter(([, wanted]) => wanted.some((role) => roles.includes(role))).map(([one]) => one),
  OWN_ACCOUNT,
];

const ROOM = [
  place('nav.today', '/venue/today', CalendarClock),
  place('nav.calendar', '/venue/calendar', CalendarDays),
  place('nav.bookings', '/venue/bookings', ListChecks),
  place('page.waitlist', '/venue/waitlist', Hourglass),
  place('page.figures', '/venue/figures', ChartNoAxesColumn),
  place('page.feedback', '/venue/feedback', Star),
];
const OF_ROOM = [
  place('nav.notifications', '/notifications', Bell),
  place('nav.account', '/account/security', UserRound, ...ACCOUNT),
];

/** Where people of a venue can go; its set-up is its owner's. */
export const venuePlaces = (isOwner: boolean): Place[] => [
  ...ROOM,
  ...(isOwner
    ? [
        place('nav.menu', '/venue/menu', UtensilsCrossed),
        place('nav.floor', '/venue/floor', LayoutGrid),
        place('nav.settings', '/venue/settings', SlidersHorizontal),
      ]
    : []),
  ...OF_ROOM,
];

/** The way to the room for somebody who also works otherwise. */
export const TO_VENUE: Place = place('nav.venue', '/venue/today', UtensilsCrossed);

export const PUBLIC: Place[] = [place('nav.home', '/', House)];
export const WORK_ICON = Briefcase;
