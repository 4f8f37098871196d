// What those who run a venue, or work there, see of its room.
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, newKey, seen, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';
import { live } from '@/lib/live';
import { addDays, instantOf, type Day } from '@/lib/zoned';

export type Venue = Schemas['VenueOut'];
export type Card = Schemas['ReservationCardOut'];
export type Reservation = Schemas['ReservationOut'];
export type State = Reservation['state'];
export type Table = Schemas['TableOut'];

/** Colleagues act on the same evening: how often screens ask where nobody tells them. */
const WATCH_MS = 15_000;
/** How often a screen asks the server to be told of changes, and looks by itself even so: a frame may be lost. */
export const TOLD_MS = 120_000;

/** The venue of whose room this tab is told (live.ts). */
export const watched = ref<string>();
export const watchMs = computed(() => (watched.value && live.value?.isUp.value ? TOLD_MS : WATCH_MS));

export const useVenues = () =>
  useQuery({
    queryKey: ['myvenues'],
    queryFn: async () => (await got(api.GET('/v1/venues', { params: { query: { limit: 100 } } }))).items,
    meta: { offline: true },
  });

export const usePlan = (venue: MaybeRefOrGetter<Venue | undefined>) =>
  useQuery({
    queryKey: computed(() => ['plan', toValue(venue)?.venue_id]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/floor-plan', { params: { path: of(toValue(venue)) } })),
    enabled: computed(() => toValue(venue) !== undefined),
    meta: { offline: true },
  });

const of = (venue: Venue | undefined) => ({ venue_id: venue?.venue_id ?? '' });

export const useTablesNow = (venue: MaybeRefOrGetter<Venue>) =>
  useQuery({
    queryKey: computed(() => ['tablesnow', toValue(venue).venue_id]),
    queryFn: async () =>
      (await got(api.GET('/v1/venues/{venue_id}/tables', { params: { path: of(toValue(venue)) } }))).items,
    refetchInterval: watchMs,
  });

export const useFigures = (venue: MaybeRefOrGetter<Venue>, on: MaybeRefOrGetter<Day>) =>
  useQuery({
    queryKey: computed(() => ['figures', toValue(venue).venue_id, toValue(on)]),
    queryFn: () =>
      got(
        api.GET('/v1/venues/{venue_id}/figures', {
          params: { path: of(toValue(venue)), query: { on: toValue(on) } },
        }),
      ),
    refetchInterval: watchMs,
  });

export interface Wanted {
  first: Day;
  /** Days. */
  count: number;
  state?: State | undefined;
  source?: Card['source'] | undefined;
  text?: string | undefined;
  party_min?: number | undefined;
  table_id?: string | undefined;
}

export function spanOf(venue: Venue, { first, count }: Pick<Wanted, 'first' | 'count'>) {
  return { from: instantOf(venue.time_zone, first), to: instantOf(venue.time_zone, addDays(first, count)) };
}

function query(venue: Venue, wanted: Wanted) {
  const { state, source, text, party_min, table_id } = wanted;
  return {
    ...spanOf(venue, wanted),
    ...(state ? { state } : {}),
    ...(source ? { source } : {}),
    ...(text?.trim() ? { text: text.trim() } : {}),
    ...(party_min ? { party_min } : {}),
    ...(table_id ? { table_id } : {}),
  };
}

export const useReservations = (venue: MaybeRefOrGetter<Venue | undefined>, wanted: MaybeRefOrGetter<Wanted>) =>
  useList({
    key: () => ['reservations', toValue(venue)?.venue_id, { ...toValue(wanted) }],
    isWanted: () => toValue(venue) !== undefined,
    page: (cursor) =>
      got(
        api.GET('/v1/venues/{venue_id}/reservations', {
          params: {
            path: of(toValue(venue)),
            query: { ...query(toValue(venue) as Venue, toValue(wanted)), limit: 50, ...(cursor ? { cursor } : {}) },
          },
        }),
      ),
  });

const MOST_PAGES = 20;

/** Every reservation of some days, for screens that show them all at once. */
export const useWholeDays = (venue: MaybeRefOrGetter<Venue | undefined>, wanted: MaybeRefOrGetter<Wanted>) =>
  useQuery({
    queryKey: computed(() => ['reservations', toValue(venue)?.venue_id, 'whole', { ...toValue(wanted) }]),
    queryFn: async () => {
      const found: Card[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const asked = { ...query(toValue(venue) as Venue, toValue(wanted)), limit: 100, ...(cursor ? { cursor } : {}) };
        const params = { path: of(toValue(venue)), query: asked };
        const part: Schemas['ReservationsOut'] = await got(api.GET('/v1/venues/{venue_id}/reservations', { params }));
        found.push(...part.items);
        if (!part.next_cursor) break;
        cursor = part.next_cursor;
      }
      return found;
    },
    enabled: computed(() => toValue(venue) !== undefined),
    placeholderData: (before) => before,
    refetchInterval: watchMs,
    meta: { offline: true },
  });

const one = (venue: Venue, id: string) => ({ venue_id: venue.venue_id, reservation_id: id });

export const useReservation = (venue: MaybeRefOrGetter<Venue>, id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['reservation', toValue(id)]),
    queryFn: () =>
      got(
        api.GET('/v1/venues/{venue_id}/reservations/{reservation_id}', {
          params: { path: one(toValue(venue), toValue(id)) },
        }),
      ),
  });

export const useHistory = (venue: MaybeRefOrGetter<Venue>, id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['reservation', toValue(id), 'history']),
    queryFn: async () =>
      (
        await got(
          api.GET('/v1/venues/{venue_id}/reservations/{reservation_id}/history', {
            params: { path: one(toValue(venue), toValue(id)) },
          }),
        )
      ).items,
  });

export const useNotes = (venue: MaybeRefOrGetter<Venue>, id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['reservation', toValue(id), 'notes']),
    queryFn: async () =>
      (
        await got(
          api.GET('/v1/venues/{venue_id}/reservations/{reservation_id}/notes', {
            params: { path: one(toValue(venue), toValue(id)) },
          }),
        )
      ).items,
  });

export const addNote = (venue: Venue, id: string, text: string) =>
  got(
    api.POST('/v1/venues/{venue_id}/reservations/{reservation_id}/notes', {
      params: { path: one(venue, id), header: newKey() },
      body: { text },
    }),
  );

export type Step = 'seat' | 'bill' | 'finish' | 'no_show' | 'cancel';

/** Take a step with a reservation. Throws Refusal. */
export function take(venue: Venue, id: string, step: Step, key: string): Promise<Reservation> {
  const path = one(venue, id);
  const params = { path, header: { 'Idempotency-Key': key } };
  if (step === 'cancel')
    return got(api.DELETE('/v1/venues/{venue_id}/reservations/{reservation_id}', { params: { path } }));
  if (step === 'seat') return got(api.POST('/v1/venues/{venue_id}/reservations/{reservation_id}/seat', { params }));
  if (step === 'bill') return got(api.POST('/v1/venues/{venue_id}/reservations/{reservation_id}/bill', { params }));
  if (step === 'finish') return got(api.POST('/v1/venues/{venue_id}/reservations/{reservation_id}/finish', { params }));
  return got(api.POST('/v1/venues/{venue_id}/reservations/{reservation_id}/no-show', { params }));
}

export const write = (venue: Venue, id: string, body: Schemas['StaffReservationIn'], version: number) =>
  got(
    api.PUT('/v1/venues/{venue_id}/reservations/{reservation_id}', {
      params: { path: one(venue, id), header: seen(version) },
      body,
    }),
  );

/** Move a reservation in time or to other tables; everything else stays. The engine decides whether it fits. */
export async function move(venue: Venue, id: string, startsAt: string, tables: string[]): Promise<Reservation> {
  const path = one(venue, id);
  const known = await got(api.GET('/v1/venues/{venue_id}/reservations/{reservation_id}', { params: { path } }));
  const guest = known.guest ?? { name: '', email: null, phone: null, language: 'en' };
  const body = {
    starts_at: startsAt,
    party: known.party,
    guest: { ...guest, phone: guest.phone ?? '' },
    requests: known.requests,
    minutes: known.minutes,
    table_ids: tables,
  };
  return write(venue, id, body, known.version);
}

/** After anything was done, the room is asked for again. */
export function useForgetRoom(): () => Promise<unknown> {
  const client = useQueryClient();
  const names = ['reservations', 'reservation', 'tablesnow', 'figures', 'waitlist', 'blocks', 'dayfigures'];
  return () => Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
}
