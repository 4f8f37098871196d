// What guests read of a venue: its pages in each language and its pictures; and who works there.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, seen, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';

export type SitePage = Schemas['PageOut'];
export type PageKind = Schemas['PageKind'];
export type Section = Schemas['SectionOut'];
export type Picture = Schemas['ImageOut'];
export const PAGES: readonly PageKind[] = ['home', 'about', 'gallery', 'contact'];

/** What a page is made of, as the server takes it. */
export const SECTIONS: Record<PageKind, readonly Schemas['SectionKind'][]> = {
  home: ['hero', 'services', 'menu_preview', 'call_to_action'],
  about: ['history', 'team', 'values', 'gallery'],
  gallery: ['gallery'],
  contact: ['details', 'hours', 'location', 'form'],
};

/** Sections that lead somewhere, and those that are made of parts. */
export const LEADING = new Set<string>(['hero', 'call_to_action']);
export const OF_PARTS = new Set<string>(['services', 'history', 'team', 'values']);
export const TARGETS = ['book', 'menu', 'contact', 'about'] as const;

/** Exchange something with its neighbour. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const made = [...list];
  const [taken] = made.splice(at, 1);
  if (taken !== undefined) made.splice(at + by, 0, taken);
  return made;
}

export const usePages = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['sitepages', toValue(id)]),
    queryFn: async () =>
      (await got(api.GET('/v1/venues/{venue_id}/site/pages', { params: { path: { venue_id: toValue(id) } } }))).items,
    enabled: computed(() => toValue(id) !== ''),
  });

export interface PageForm {
  title: string;
  sections: Section[];
}

export const emptySection = (kind: Schemas['SectionKind']): Section => ({
  kind, title: '', text: '', image_ids: [], dish_ids: [], items: [], target: null, label: '',
}); // prettier-ignore

export const pageForm = (known: SitePage | undefined): PageForm => ({
  title: known?.title ?? '',
  sections: known?.sections ?? [],
});

/** Write a page; version 0: it is new. */
export const writePage = (venue_id: string, kind: PageKind, language: string, body: PageForm, version: number) =>
  got(
    api.PUT('/v1/venues/{venue_id}/site/pages/{kind}/{language}', {
      params: { path: { venue_id, kind, language }, header: seen(version) },
      body,
    }),
  );

export const removePage = (venue_id: string, known: SitePage) =>
  got(
    api.DELETE('/v1/venues/{venue_id}/site/pages/{kind}/{language}', {
      params: { path: { venue_id, kind: known.kind, language: known.language }, header: seen(known.version) },
    }),
  );

export const writeTexts = (venue_id: string, known: Picture, texts: Schemas['TranslationOut'][]) =>
  got(
    api.PUT('/v1/venues/{venue_id}/site/images/{image_id}', {
      params: { path: { venue_id, image_id: known.image_id }, header: seen(known.version) },
      body: { texts },
    }),
  );

export const removeImage = (venue_id: string, image_id: string) =>
  got(api.DELETE('/v1/venues/{venue_id}/site/images/{image_id}', { params: { path: { venue_id, image_id } } }));

export const useGuestWords = (id: MaybeRefOrGetter<string>) =>
  useList<Schemas['ContactMessageOut']>({
    key: () => ['guestwords', toValue(id)],
    page: (cursor) =>
      got(
        api.GET('/v1/venues/{venue_id}/site/messages', {
          params: { path: { venue_id: toValue(id) }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const forgetWords = (venue_id: string, message_id: string) =>
  got(api.DELETE('/v1/venues/{venue_id}/site/messages/{message_id}', { params: { path: { venue_id, message_id } } }));

export type VenueInvitation = Schemas['VenueInvitationOut'];

export const useInvitations = (venue_id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['venueinvitations', toValue(venue_id)]),
    queryFn: () =>
      got(api.GET('/v1/invitations/venues/{venue_id}', { params: { path: { venue_id: toValue(venue_id) } } })),
  });

export const invite = (venue_id: string, body: Schemas['VenueInvitationIn'], key: string) =>
  got(
    api.POST('/v1/invitations/venues/{venue_id}', {
      params: { path: { venue_id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const inviteAgain = (venue_id: string, invitation_id: string, key: string) =>
  got(
    api.POST('/v1/invitations/venues/{venue_id}/{invitation_id}/send', {
      params: { path: { venue_id, invitation_id }, header: { 'Idempotency-Key': key } },
    }),
  );

export const withdraw = (venue_id: string, invitation_id: string) =>
  got(
    api.DELETE('/v1/invitations/venues/{venue_id}/{invitation_id}', { params: { path: { venue_id, invitation_id } } }),
  );

export const removeStaff = (venue_id: string, account_id: string) =>
  got(api.DELETE('/v1/venues/{venue_id}/staff/{account_id}', { params: { path: { venue_id, account_id } } }));
