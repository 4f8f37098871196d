// The routes that can be opened with the demonstration data and what world.ts makes before, by who opens them. A route
// of the app that is neither here nor in `LEFT_OUT` fails a unit test (routes.spec.ts).
import type { Api } from './world';

export const VISITOR = ['/', '/auth/login', '/auth/register', '/auth/confirm', '/auth/reset', '/invitations', '/about', '/contact', '/status', '/403', '/offline', '/no-such-page', '/venues/chez-nour', '/venues/chez-nour/menu', '/venues/chez-nour/about', '/venues/chez-nour/gallery', '/venues/chez-nour/contact', '/venues/chez-nour/book/when', '/venues/no-such-place', '/reservations/manage', '/waitlist/manage', '/unsubscribe?token=forged']; // prettier-ignore

export const PEOPLE = {
  'clara@clients.example': ['/projects', '/projects/new/what', '/projects/new/skills', '/projects/new/terms', '/projects/new/review', '/experts', '/contracts', '/disputes', '/messages', '/messages?find=hours', '/messages/templates', '/messages/later', '/messages/figures', '/notifications', '/settings/notifications', '/settings/privacy', '/invoices', '/invoices/issued', '/referrals', '/account/cards', '/account/subscription', '/account/taxes', '/account/profile', '/account/security', '/account/language'],
  'amina@experts.example': ['/opportunities', '/proposals', '/disputes', '/earnings', '/account/profile'],
  'omar@venues.example': ['/venue/today', '/venue/calendar', '/venue/calendar?view=week', '/venue/calendar?view=month', '/venue/bookings', '/venue/waitlist', '/venue/figures', '/venue/feedback', '/venue/floor', '/venue/menu', '/venue/new', '/venue/settings', '/venue/settings/hours', '/venue/settings/terms', '/venue/settings/reminders', '/venue/settings/site', '/venue/settings/sharing', '/venue/settings/people'],
  'ada@guildhall.example': ['/admin/settings', '/admin/disputes', '/admin/message-reports', '/admin/finance', '/admin/finance/holds', '/admin/finance/fees', '/admin/finance/taxes', '/admin/finance/movements', '/admin/finance/differences', '/admin/finance/corrections', '/admin/finance/payments', '/admin/finance/waiting', '/admin/finance/payouts', '/admin/finance/chargebacks', '/admin/finance/success', '/admin/finance/disputes', '/admin/finance/rails', '/admin/finance/rates', '/admin/papers', '/admin/rewards', '/admin/agreements', '/admin/plans', '/admin/staff', '/admin/commission', '/partners/webhooks', '/admin/announcements', '/admin/announcements/new', '/admin/deliveries', '/admin/deliveries?by=each', '/admin/alerts', '/admin/alerts/calling', '/admin/queues', '/admin/visits', '/admin/attention', '/admin/audit'],
}; // prettier-ignore

/** A list, and the route that the first link of it leads to. */
export const BEHIND: Record<string, Record<string, string>> = {
  'clara@clients.example': { '/experts': '/experts/:id', '/contracts': '/contracts/:id', '/messages': '/messages/:thread?' },
  'amina@experts.example': { '/opportunities': '/projects/:id', '/disputes': '/disputes/:id' },
  'omar@venues.example': { '/venue/bookings': '/venue/bookings/:id' },
  'ada@guildhall.example': { '/admin/disputes': '/admin/disputes/:id' },
}; // prettier-ignore

type Listed = Record<string, string | null>;

/** One of a list of the API's, under the name of its id. */
async function one(api: Api, list: string, id: string, fits: (each: Listed) => boolean = () => true): Promise<string> {
  const { items } = await api.get<{ items: Listed[] }>(list);
  const found = items.find(fits)?.[id];
  if (!found) throw new Error(`${list} has none that fits`);
  return found;
}

/** The contract of the dispute of world.ts: one milestone disputed, one not paid yet. */
const disputed = async (api: Api) => {
  const contract = await one(api, '/v1/disputes', 'contract_id', ({ stage }) => stage === 'mediation');
  const { milestones } = await api.get<{ milestones: { milestone_id: string }[] }>(`/v1/contracts/${contract}`);
  return { contract, first: milestones[0]?.milestone_id ?? '', last: milestones.at(-1)?.milestone_id ?? '' };
};
const talk = (api: Api) => one(api, '/v1/conversations', 'conversation_id', ({ subject }) => subject === 'contract');

/** Routes about one thing that no list leads to, or not its first link: where to find it, by what the API lists. */
export const FOUND: Record<string, Record<string, (api: Api) => Promise<string>>> = {
  'clara@clients.example': {
    '/projects/:id': async (api) => `/projects/${await one(api, '/v1/projects?is_mine=true', 'project_id', ({ state }) => state === 'open')}`,
    '/projects/:id/edit': async (api) => `/projects/${await one(api, '/v1/projects?is_mine=true', 'project_id', ({ state }) => state === 'draft')}/edit`,
    '/projects/:id/compare': async (api) => `/projects/${await one(api, '/v1/projects?is_mine=true', 'project_id', ({ state }) => state === 'open')}/compare`,
    '/contracts/:id/milestones/:milestone': async (api) => {
      const { contract, first } = await disputed(api);
      return `/contracts/${contract}/milestones/${first}`;
    },
    '/contracts/:id/pay': async (api) => {
      const { contract, last } = await disputed(api);
      return `/contracts/${contract}/pay?milestone=${last}`;
    },
    '/disputes/:id': async (api) => `/disputes/${await one(api, '/v1/disputes', 'dispute_id', ({ stage }) => stage === 'mediation')}`,
    '/disputes/new/:contract': async (api) => `/disputes/new/${(await disputed(api)).contract}`,
    '/disputes/:id/file/:step': async (api) => `/disputes/${await one(api, '/v1/disputes', 'dispute_id', ({ stage }) => stage === 'draft')}/file/reason`,
    '/messages/figures/:conversation': async (api) => `/messages/figures/${await talk(api)}`,
  },
  'amina@experts.example': {
    '/proposals/:id/edit': async (api) => `/proposals/${await one(api, '/v1/proposals', 'project_id')}/edit`,
    '/invoices/:id': async (api) => `/invoices/${await one(api, '/v1/documents', 'document_id')}`,
  },
  'ada@guildhall.example': {
    '/admin/announcements/:id': async (api) => `/admin/announcements/${await one(api, '/v1/announcements', 'announcement_id', ({ state }) => state !== 'draft')}`,
    '/admin/announcements/:id/edit': async (api) => `/admin/announcements/${await one(api, '/v1/announcements', 'announcement_id', ({ state }) => state === 'draft')}/edit`,
    '/admin/disputes/:id/conversation': async (api) => `/admin/disputes/${await one(api, '/v1/dispute-queue', 'dispute_id', ({ mediator_id }) => mediator_id === api.account)}/conversation`,
    '/admin/message-reports/:report': async (api) => `/admin/message-reports/${await one(api, '/v1/message-reports', 'report_id')}`,
    '/admin/payments/:id': async (api) => `/admin/payments/${await one(api, '/v1/dispute-queue', 'milestone_id')}`,
    '/agreements/:id': async (api) => `/agreements/${await one(api, '/v1/contributor-agreements', 'agreement_id')}`,
    '/commission-changes/:id': async (api) => `/commission-changes/${await one(api, '/v1/commission-changes', 'change_id')}`,
    '/partners/webhooks/:id': async (api) => {
      const partner = await one(api, '/v1/partner-clients', 'partner_id');
      return `/partners/webhooks/${await one(api, `/v1/webhook-endpoints?partner_id=${partner}`, 'endpoint_id')}`;
    },
  },
}; // prettier-ignore

/** Routes that the walk leaves out, and why. */
export const LEFT_OUT: Record<string, string> = {
  '/projects/:id/proposals/:proposal': 'leads on at once, to one of two pages that are here',
  '/messages/reports/:report': 'the page that is here as /admin/message-reports/:report, with one link more',
  '/chargebacks/:id': 'there is none before a bank takes a payment back, which would stay with the demonstration',
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
