// What guests without an account ask of bookings.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import type { Day } from '@/lib/zoned';

export type Reservation = Schemas['GuestReservationOut'];

export interface Asked {
  slug: string;
  party: number;
  first: Day;
  count: number;
}

/** Somebody else may take a table at any moment, but nobody looks at a month for long. */
const FRESH_MS = 15_000;

export const useSlots = (asked: MaybeRefOrGetter<Asked>, isWanted: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: computed(() => ['slots', toValue(asked)]),
    queryFn: () => {
      const { slug, party, first, count } = toValue(asked);
      const params = { path: { slug }, query: { party, first_on: first, count } };
      return got(api.GET('/v1/public/venues/{slug}/availability', { params }));
    },
    enabled: computed(() => toValue(isWanted)),
    staleTime: FRESH_MS,
  });

export const useOpenDays = (slug: MaybeRefOrGetter<string>, first: MaybeRefOrGetter<Day>, count: number) =>
  useQuery({
    queryKey: computed(() => ['opendays', toValue(slug), toValue(first), count]),
    queryFn: () => {
      const params = { path: { slug: toValue(slug) }, query: { first_on: toValue(first), count } };
      return got(api.GET('/v1/public/venues/{slug}/days', { params }));
    },
    staleTime: 60_000,
  });

/** While a deposit is awaited: the bank's word may come at any moment. */
const DEPOSIT_MS = 1_500;

const link = (token: string) => ({ path: { token } });
const headed = (token: string, key: string) => ({ ...link(token), header: { 'Idempotency-Key': key } });

export const useReservation = (token: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['manage', toValue(token)]),
    queryFn: () => got(api.GET('/v1/reservations/manage/{token}', { params: link(toValue(token)) })),
    enabled: computed(() => toValue(token) !== ''),
    retry: false,
    refetchInterval: (query) => (query.state.data?.state === 'awaiting_deposit' ? DEPOSIT_MS : false),
    // No copy on this device: what a revoked link showed must not outlive it.
  });

/** What another start or party would mean for the deposit. */
export const useChangeQuote = (
  token: MaybeRefOrGetter<string>,
  wanted: MaybeRefOrGetter<{ starts_at: string; party: number }>,
  isWanted: MaybeRefOrGetter<boolean>,
) =>
  useQuery({
    queryKey: computed(() => ['changequote', toValue(token), toValue(wanted)]),
    queryFn: () =>
      got(api.GET('/v1/reservations/manage/{token}/quote', { params: { ...link(toValue(token)), query: toValue(wanted) } })), // prettier-ignore
    enabled: computed(() => toValue(isWanted)),
    retry: false,
  });

export const hold = (slug: string, body: Schemas['HoldIn'], key: string) =>
  got(api.POST('/v1/public/venues/{slug}/holds', { params: { path: { slug }, header: { 'Idempotency-Key': key } }, body })); // prettier-ignore

export const confirm = (token: string, body: Schemas['ReservationFormIn'], key: string) =>
  got(api.POST('/v1/reservations/manage/{token}/confirm', { params: headed(token, key), body }));

export const change = (token: string, body: Schemas['ManageIn'], version: number) =>
  got(api.PUT('/v1/reservations/manage/{token}', { params: { ...link(token), header: { 'if-match': `"${String(version)}"` } }, body })); // prettier-ignore

export const cancel = (token: string) => got(api.DELETE('/v1/reservations/manage/{token}', { params: link(token) }));

export const renew = (token: string, key: string) =>
  got(api.POST('/v1/reservations/manage/{token}/renew', { params: headed(token, key) }));

/** Fetch the reservation as a calendar file (RFC 5545) and hand it to the person. */
export async function saveCalendar(token: string, name: string): Promise<void> {
  const text = (await got(
    api.GET('/v1/reservations/manage/{token}/calendar', { params: link(token), parseAs: 'text' }),
  )) as unknown as string;
  const place = document.createElement('a');
  place.href = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  place.download = `${name}.ics`;
  place.click();
  setTimeout(() => URL.revokeObjectURL(place.href), 10_000);
}

/** Nobody is told of a table by this page first, but who has it open sees it. */
const WAITING_MS = 10_000;

export const useWaiting = (token: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['waiting', toValue(token)]),
    queryFn: () => got(api.GET('/v1/waitlist/manage/{token}', { params: link(toValue(token)) })),
    enabled: computed(() => toValue(token) !== ''),
    retry: false,
    refetchInterval: (query) => (['waiting', 'offered'].includes(query.state.data?.state ?? '') ? WAITING_MS : false),
  });

export const joinWaitlist = (slug: string, body: Schemas['WaitlistIn'], key: string) =>
  got(api.POST('/v1/public/venues/{slug}/waitlist', { params: { path: { slug }, header: { 'Idempotency-Key': key } }, body })); // prettier-ignore

export const acceptOffer = (token: string, allowSecond: boolean, key: string) =>
  got(api.POST('/v1/waitlist/manage/{token}/accept', { params: headed(token, key), body: { allow_second: allowSecond } })); // prettier-ignore

export const declineOffer = (token: string, key: string) =>
  got(api.POST('/v1/waitlist/manage/{token}/decline', { params: headed(token, key) }));

export const leaveWaitlist = (token: string) => got(api.DELETE('/v1/waitlist/manage/{token}', { params: link(token) }));

export const giveFeedback = (token: string, body: Schemas['FeedbackIn']) =>
  got(api.PUT('/v1/reservations/manage/{token}/feedback', { params: link(token), body }));
