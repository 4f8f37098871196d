// When tables are out of use, and how the days of a venue are: open or not, and what they come to.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import type { Day } from '@/lib/zoned';
import { watchMs, type Venue } from './api';

export type Block = Schemas['BlockOut'];
export type DayRules = Schemas['DayOut'];
export type DayFigures = Schemas['FiguresOut'];

/** The most days of which the server says at once what they come to. */
export const MOST_COUNTED = 31;

const of = (venue: Venue | undefined) => ({ venue_id: venue?.venue_id ?? '' });

/** The blocks that are not over, the earliest first. */
export const useBlocks = (venue: MaybeRefOrGetter<Venue | undefined>) =>
  useQuery({
    queryKey: computed(() => ['blocks', toValue(venue)?.venue_id]),
    queryFn: async () =>
      (await got(api.GET('/v1/venues/{venue_id}/blocks', { params: { path: of(toValue(venue)) } }))).items,
    enabled: computed(() => toValue(venue) !== undefined),
    refetchInterval: watchMs,
    meta: { offline: true },
  });

export const block = (venue: Venue, body: Schemas['BlockIn'], key: string): Promise<Block> =>
  got(
    api.POST('/v1/venues/{venue_id}/blocks', { params: { path: of(venue), header: { 'Idempotency-Key': key } }, body }),
  );

export const lift = (venue: Venue, block_id: string) =>
  got(api.DELETE('/v1/venues/{venue_id}/blocks/{block_id}', { params: { path: { ...of(venue), block_id } } }));

export interface Days {
  first: Day;
  count: number;
}

/** What the opening rules mean for some days. */
export const useDayRules = (venue: MaybeRefOrGetter<Venue | undefined>, days: MaybeRefOrGetter<Days>) =>
  useQuery({
    queryKey: computed(() => ['dayrules', toValue(venue)?.venue_id, { ...toValue(days) }]),
    queryFn: async () => {
      const { first, count } = toValue(days);
      const params = { path: of(toValue(venue)), query: { first_on: first, count } };
      const found = await got(api.GET('/v1/venues/{venue_id}/days', { params }));
      return new Map(found.items.map((one) => [one.on, one]));
    },
    enabled: computed(() => toValue(venue) !== undefined),
  });

/** What some days come to, as it is counted now. count: none to ask nothing, else at most MOST_COUNTED. */
export const useDayFigures = (venue: MaybeRefOrGetter<Venue | undefined>, days: MaybeRefOrGetter<Days>) =>
  useQuery({
    queryKey: computed(() => ['dayfigures', toValue(venue)?.venue_id, { ...toValue(days) }]),
    queryFn: async () => {
      const { first, count } = toValue(days);
      const params = { path: of(toValue(venue)), query: { first_on: first, count } };
      const found = await got(api.GET('/v1/venues/{venue_id}/reservations/calendar', { params }));
      return new Map(found.items.map((one) => [one.on, one]));
    },
    enabled: computed(() => toValue(venue) !== undefined && toValue(days).count > 0),
    refetchInterval: watchMs,
  });
