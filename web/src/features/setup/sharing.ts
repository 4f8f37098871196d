// What of a venue others show: its calendar to calendar programs, its card on the restaurant's own site.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, seen } from '@/lib/api/client';

const at = (venue_id: string) => ({ path: { venue_id } });

export const useFeed = (id: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['feed', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/calendar-feed', { params: at(toValue(id) ?? '') })),
    enabled: computed(() => toValue(id) !== undefined),
  });

/** Give the calendar a new address; the one before opens nothing from then on. */
export const shareCalendar = (venue_id: string, key: string) =>
  got(
    api.POST('/v1/venues/{venue_id}/calendar-feed', {
      params: { path: { venue_id }, header: { 'Idempotency-Key': key } },
    }),
  );

export const stopSharing = (venue_id: string) =>
  got(api.DELETE('/v1/venues/{venue_id}/calendar-feed', { params: at(venue_id) }));

export const useWidget = (id: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['widget', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/site/widget', { params: at(toValue(id) ?? '') })),
    enabled: computed(() => toValue(id) !== undefined),
  });

export const writeWidget = (venue_id: string, origins: string[], version: number) =>
  got(
    api.PUT('/v1/venues/{venue_id}/site/widget', {
      params: { path: { venue_id }, header: seen(version) },
      body: { origins },
    }),
  );

/** The site of an address that somebody pasted, as browsers name it; as it is where it is no address. */
export function originOf(pasted: string): string {
  const typed = pasted.trim();
  if (!typed) return '';
  try {
    return new URL(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`).origin;
  } catch {
    return typed;
  }
}

export interface Look {
  /** A card in a frame, or a link that looks as the site wants it. */
  kind: 'card' | 'link';
  /** Of its words; empty: as the venue's pages. */
  language: string;
  /** Pixels; none: as wide as there is room. */
  width: number | null;
}

/** Pixels: the card with a name of two lines. */
const HEIGHT = 160;

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one);

export const frameOf = (origin: string, slug: string, language: string) =>
  `${origin}/v1/public/venues/${slug}/site/widget/frame${language ? `?language=${language}` : ''}`;

/** What a site copies into its page. words: of the link. */
export function snippetOf(look: Look, venue: { slug: string; name: string }, origin: string, words: string): string {
  const { language } = look;
  if (look.kind === 'link') {
    const address = `${origin}/venues/${venue.slug}/book${language ? `?hl=${language}` : ''}`;
    return `<a href="${address}">${escaped(words)}</a>`;
  }
  const address = frameOf(origin, venue.slug, language);
  const style = `border:0;width:${look.width ? `${String(look.width)}px` : '100%'};max-width:100%;height:${String(HEIGHT)}px`; // prettier-ignore
  return `<iframe src="${address}" title="${escaped(venue.name)}" loading="lazy" style="${style}"></iframe>`;
}
