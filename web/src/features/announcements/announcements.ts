// Announcements, and what becomes of what people are told: lists, one of them, and the form that writes it.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { COUNTRIES } from '@/features/billing/countries';
import { api, got, type Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { countryName } from '@/lib/codes';
import { lang, type Lang } from '@/lib/i18n';
import { useList } from '@/lib/list';
import { dayIn, instantAt, ownZone } from '@/lib/zoned';

export type Announcement = Schemas['AnnouncementOut'];
export type Figures = Schemas['OutcomesOut'];
export type Channel = Schemas['Channel'];
export type Role = Schemas['AccountRole'];

export const KINDS = ['service', 'marketing'] as const;
export const CHANNELS = ['in_app', 'email', 'push', 'sms', 'slack'] as const;
export const ROLES = ['client', 'expert', 'venue', 'venue_staff', 'finance', 'mediator', 'arbitrator', 'administrator'] as const; // prettier-ignore
export const OUTCOMES = ['ordered', 'sent', 'delivered', 'opened', 'skipped', 'failed', 'bounced', 'complained'] as const; // prettier-ignore
export const TONES = { draft: undefined, scheduled: 'hold', sending: 'hold', sent: 'paid', cancelled: undefined } as const; // prettier-ignore

/** What a channel can tell of: elsewhere nobody says whether something arrived, came back or was read. */
const KNOWN: Partial<Record<(typeof OUTCOMES)[number], readonly Channel[]>> = {
  delivered: ['email', 'sms'],
  opened: ['in_app'],
  bounced: ['email'],
  complained: ['email'],
};
export const isKnown = (outcome: (typeof OUTCOMES)[number], channel?: Channel) =>
  !channel || (KNOWN[outcome]?.includes(channel) ?? true);

/** Whether what it says can still be changed, and sent. */
export const isOpen = ({ state }: Announcement) => state === 'draft' || state === 'scheduled';
export const canEnd = (one: Announcement) => isOpen(one) || one.state === 'sending';

/** Somebody else changed it since it was read. */
export const isLate = (error: unknown) => error instanceof Refusal && error.status === 412;

/** What it says in the language of whoever looks; whoever reads another gets English. */
export const textOf = ({ texts }: Announcement) =>
  texts.find((one) => one.language === lang.value) ?? texts.find((one) => one.language === 'en') ?? texts[0];

const PATH = '/v1/announcements/{announcement_id}';
const SOON_MS = 3_000;

export const useAnnouncements = () =>
  useList({
    key: ['announcements', 'list'],
    page: (cursor) => got(api.GET('/v1/announcements', { params: { query: { limit: 20, ...(cursor && { cursor }) } } })), // prettier-ignore
    refetchMs: (items) => (items.some((one) => one.state === 'sending') ? SOON_MS : false),
  });

const about = (id: MaybeRefOrGetter<string>) => ({ params: { path: { announcement_id: toValue(id) } } });

/** While it goes out, it is asked for again and again. */
export const useAnnouncement = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['announcements', 'one', toValue(id)]),
    queryFn: () => got(api.GET(PATH, about(id))),
    enabled: computed(() => toValue(id) !== ''),
    refetchInterval: (query) => (query.state.data?.state === 'sending' ? SOON_MS : false),
  });

/** As the announcement is now: another version may be for other people. */
export const useEstimate = (id: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ['announcements', 'estimate', toValue(id), toValue(version)]),
    queryFn: () => got(api.GET('/v1/announcements/{announcement_id}/estimate', about(id))),
  });

/** What is counted follows what is sent by some seconds, and mailboxes answer later still. */
const SETTLED_MS = 5 * 60_000;
const isWarm = ({ state, ended_at }: Announcement) =>
  state === 'sending' || (!!ended_at && Date.now() - Date.parse(ended_at) < SETTLED_MS);

export const useOutcomes = (id: MaybeRefOrGetter<string>, of: MaybeRefOrGetter<Announcement | undefined>) =>
  useQuery({
    queryKey: computed(() => ['announcements', 'figures', toValue(id)]),
    queryFn: async () => (await got(api.GET('/v1/announcements/{announcement_id}/figures', about(id)))).items,
    // Asked anew when the announcement changes, not only when figures come: those of a draft come once.
    refetchInterval: computed(() => {
      const one = toValue(of);
      return () => (one && isWarm(one) ? SOON_MS : false);
    }),
  });

/** Every language has its place in the form; one in which nothing is written is not sent. */
export interface Draft {
  kind: Announcement['kind'];
  texts: { language: Lang; title: string; body: string }[];
  roles: Role[];
  languages: string[];
  verified: '' | 'yes' | 'no';
  joined_from: string;
  joined_before: string;
  countries: string[];
  seen_within: string;
  unseen_for: string;
  link: string;
}
/** For so long it is known when somebody was last there. */
export const MOST_DAYS = 30;

/** Countries to choose from: those that tax profiles offer, and whichever were chosen by other means. */
export const countriesFor = (chosen: readonly string[]) => [
  ...COUNTRIES.value,
  ...chosen.filter((code) => !COUNTRIES.value.some((one) => one.code === code)).map((code) => ({ code, name: countryName(code) })), // prettier-ignore
];

const dayOf = (instant: string | null | undefined) => (instant ? dayIn(ownZone(), instant) : '');
const LANGUAGES = ['en', 'fr', 'ur'] as const;
const VERIFIED = { yes: true, no: false, '': null } as const;

export function draftOf(known?: Announcement): Draft {
  const segment = known?.segment;
  const verified = segment?.is_verified ?? null;
  return {
    kind: known?.kind ?? 'service',
    texts: LANGUAGES.map((language) => {
      const { title = '', body = '' } = known?.texts.find((one) => one.language === language) ?? {};
      return { language, title, body };
    }),
    roles: [...(segment?.roles ?? [])],
    languages: [...(segment?.languages ?? [])],
    verified: verified === null ? '' : verified ? 'yes' : 'no',
    joined_from: dayOf(segment?.joined_from),
    joined_before: dayOf(segment?.joined_before),
    countries: [...(segment?.countries ?? [])],
    seen_within: String(segment?.seen_within_days ?? ''),
    unseen_for: String(segment?.unseen_for_days ?? ''),
    link: known?.link ?? '/notifications',
  };
}

/** The texts as they are sent: English, and whichever other was begun. */
export const written = ({ texts }: Pick<Draft, 'texts'>) =>
  texts.filter((one) => one.language === 'en' || one.title.trim() || one.body.trim());

const startOf = (on: string) => (on ? instantAt(ownZone(), `${on}T00:00`) : null);

export const bodyOf = (draft: Draft): Schemas['AnnouncementIn'] => ({
  kind: draft.kind,
  texts: written(draft),
  segment: {
    roles: draft.roles,
    languages: draft.languages as Lang[],
    is_verified: VERIFIED[draft.verified],
    joined_from: startOf(draft.joined_from),
    joined_before: startOf(draft.joined_before),
    countries: draft.countries,
    seen_within_days: Number(draft.seen_within) || null,
    unseen_for_days: Number(draft.unseen_for) || null,
  },
  link: draft.link.trim(),
});

/** What is wrong in the texts, by the place in the form: the server counts only those that it gets. */
export function placed(errors: Record<string, string>, draft: Draft): Record<string, string> {
  const sent = written(draft).map((one) => draft.texts.indexOf(one));
  return Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [
      name.replace(/^texts\/(\d+)/, (_, at: string) => `texts/${String(sent[Number(at)] ?? at)}`),
      words,
    ]),
  );
}

/** How often each outcome was, of several. */
export const summed = (all: readonly Figures[]): Figures =>
  Object.fromEntries(OUTCOMES.map((name) => [name, all.reduce((sum, one) => sum + one[name], 0)])) as unknown as Figures; // prettier-ignore

export const VIEWS = ['day', 'type', 'channel', 'each'] as const;

/** What became of what is told: of one day, type or channel, or of all three. */
export interface Row extends Partial<Omit<Schemas['DeliveryFiguresOut'], 'outcomes'>> {
  key: string;
  outcomes: Figures;
}

/** Put the figures together by what somebody wants to see, the newest day first, otherwise what was told most. */
export function grouped(items: readonly Schemas['DeliveryFiguresOut'][], view: (typeof VIEWS)[number]): Row[] {
  const found = new Map<string, { one: Omit<Row, 'key' | 'outcomes'>; all: Figures[] }>();
  for (const { on, type, channel, outcomes } of items) {
    const one = view === 'each' ? { on, type, channel } : { day: { on }, type: { type }, channel: { channel } }[view];
    const key = Object.values(one).join(' ');
    const known = found.get(key) ?? { one, all: [] };
    known.all.push(outcomes);
    found.set(key, known);
  }
  return [...found]
    .map(([key, { one, all }]) => ({ key, ...one, outcomes: summed(all) }))
    .sort((a, b) => (b.on ?? '').localeCompare(a.on ?? '') || b.outcomes.ordered - a.outcomes.ordered);
}
