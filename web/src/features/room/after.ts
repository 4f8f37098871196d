// What becomes of an evening: who waits for it, what it came to over time, and what guests say of it.
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';
import type { Day } from '@/lib/zoned';
import { watchMs, type Venue } from './api';

export type Waiting = Schemas['StaffWaitingOut'];
export type Trend = Schemas['TrendOut'];

const path = (venue: Venue) => ({ venue_id: venue.venue_id });

export const useWaitlist = (venue: MaybeRefOrGetter<Venue | undefined>, on: MaybeRefOrGetter<Day>) =>
  useQuery({
    queryKey: computed(() => ['waitlist', toValue(venue)?.venue_id, toValue(on)]),
    queryFn: () =>
      got(
        api.GET('/v1/venues/{venue_id}/waitlist', {
          params: { path: path(toValue(venue) as Venue), query: { on: toValue(on) } },
        }),
      ),
    enabled: computed(() => toValue(venue) !== undefined),
    refetchInterval: watchMs,
  });

export const useForgetWaitlist = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['waitlist'] });
};

export const orderWaiting = (venue: Venue, on: Day, waiting_ids: string[]) =>
  got(api.PUT('/v1/venues/{venue_id}/waitlist/order', { params: { path: path(venue) }, body: { on, waiting_ids } }));

export const removeWaiting = (venue: Venue, on: Day, waiting_id: string) =>
  got(
    api.DELETE('/v1/venues/{venue_id}/waitlist/{waiting_id}', {
      params: { path: { ...path(venue), waiting_id }, query: { on } },
    }),
  );

/** The order once somebody has moved a place up or down; the same where that cannot be. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const at = ids.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= ids.length) return [...ids];
  const rest = ids.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/** What some days came to, and what is expected of those of them that are still to come. */
export const useTrend = (
  venue: MaybeRefOrGetter<Venue | undefined>,
  first: MaybeRefOrGetter<Day>,
  count: MaybeRefOrGetter<number>,
) =>
  useQuery({
    queryKey: computed(() => ['figures', toValue(venue)?.venue_id, 'trend', toValue(first), toValue(count)]),
    queryFn: () => {
      const query = { first_on: toValue(first), count: toValue(count) };
      return got(
        api.GET('/v1/venues/{venue_id}/figures/trend', { params: { path: path(toValue(venue) as Venue), query } }),
      );
    },
    enabled: computed(() => toValue(venue) !== undefined),
    placeholderData: (before) => before,
  });

/** By how much something has changed, as a share; undefined where there was nothing to compare with. */
export const change = (now: number, before: number): number | undefined =>
  before === 0 ? undefined : (now - before) / before;

export const useFeedback = (venue: MaybeRefOrGetter<Venue | undefined>) =>
  useList({
    key: () => ['feedback', toValue(venue)?.venue_id],
    isWanted: () => toValue(venue) !== undefined,
    page: (cursor) =>
      got(
        api.GET('/v1/venues/{venue_id}/reservations/feedback', {
          params: { path: path(toValue(venue) as Venue), query: { limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const noteSpent = (venue: Venue, reservation_id: string, amount_minor: number | null) =>
  got(
    api.PUT('/v1/venues/{venue_id}/reservations/{reservation_id}/spent', {
      params: { path: { ...path(venue), reservation_id } },
      body: { amount_minor },
    }),
  );

export const useGuestRecord = (venue: MaybeRefOrGetter<Venue>, id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['reservation', toValue(id), 'guest']),
    queryFn: () =>
      got(
        api.GET('/v1/venues/{venue_id}/reservations/{reservation_id}/guest', {
          params: { path: { ...path(toValue(venue)), reservation_id: toValue(id) } },
        }),
      ),
  });
