// What guests see of a venue.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { lang } from '@/lib/i18n';
import { dayIn } from '@/lib/zoned';
import { asked, type MenuFilter } from './model';

export type PageKind = Schemas['PublicPageOut']['kind'];

/** The same for everybody, and kept at the network's edge for as long. */
const SAME_FOR_MS = 60_000;

export const useVenue = (slug: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['venue', toValue(slug)]),
    queryFn: () => got(api.GET('/v1/public/venues/{slug}', { params: { path: { slug: toValue(slug) } } })),
    staleTime: SAME_FOR_MS,
    meta: { offline: true },
  });

/** A page in the person's language, or null where the venue has not written one. */
export const usePage = (slug: MaybeRefOrGetter<string>, kind: PageKind) =>
  useQuery({
    queryKey: computed(() => ['venuepage', toValue(slug), kind, lang.value]),
    queryFn: async () => {
      const params = { path: { slug: toValue(slug), kind }, query: { language: lang.value } };
      try {
        return await got(api.GET('/v1/public/venues/{slug}/site/pages/{kind}', { params }));
      } catch (error) {
        if (error instanceof Refusal && error.slug === 'bookings/page-unknown') return null;
        throw error;
      }
    },
    staleTime: SAME_FOR_MS,
    meta: { offline: true },
  });

/** What is said of the days from today on, by the venue's clocks. */
export const useDays = (venue: MaybeRefOrGetter<Schemas['PublicVenueOut'] | undefined>, count: number) =>
  useQuery({
    queryKey: computed(() => ['venuedays', toValue(venue)?.slug, count]),
    queryFn: () => {
      const { slug, time_zone } = toValue(venue) as Schemas['PublicVenueOut'];
      const params = { path: { slug }, query: { first_on: dayIn(time_zone), count } };
      return got(api.GET('/v1/public/venues/{slug}/days', { params }));
    },
    enabled: computed(() => toValue(venue) !== undefined),
    staleTime: SAME_FOR_MS,
    meta: { offline: true },
  });

export const useMenu = (slug: MaybeRefOrGetter<string>, filter: MaybeRefOrGetter<MenuFilter>) =>
  useQuery({
    queryKey: computed(() => ['venuemenu', toValue(slug), lang.value, asked(toValue(filter))]),
    queryFn: () =>
      got(
        api.GET('/v1/public/venues/{slug}/menu', {
          params: { path: { slug: toValue(slug) }, query: { language: lang.value, ...asked(toValue(filter)) } },
        }),
      ),
    staleTime: SAME_FOR_MS,
    placeholderData: (before) => before,
    meta: { offline: true },
  });

export const usePolicy = (slug: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['venuepolicy', toValue(slug)]),
    queryFn: () => got(api.GET('/v1/public/venues/{slug}/policy', { params: { path: { slug: toValue(slug) } } })),
    staleTime: SAME_FOR_MS,
    meta: { offline: true },
  });
