// What the owner of a venue writes of it. Every write names the version that was seen.
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, seen, type Schemas } from '@/lib/api/client';

export type Venue = Schemas['VenueOut'];

const at = (venue_id: string) => ({ path: { venue_id } });
const seenAt = (venue_id: string, version: number) => ({ path: { venue_id }, header: seen(version) });

export const useOpening = (id: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['opening', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/opening', { params: at(toValue(id) ?? '') })),
    enabled: computed(() => toValue(id) !== undefined),
  });

export const useTerms = (id: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['terms', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/policy', { params: at(toValue(id) ?? '') })),
    enabled: computed(() => toValue(id) !== undefined),
  });

export const useReminders = (id: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => ['reminders', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/reminders', { params: at(toValue(id) ?? '') })),
    enabled: computed(() => toValue(id) !== undefined),
  });

export const createVenue = (body: Schemas['VenueIn'], key: string) =>
  got(api.POST('/v1/venues', { params: { header: { 'Idempotency-Key': key } }, body }));

export const writeVenue = (id: string, body: Schemas['VenueIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}', { params: seenAt(id, version), body }));

export const writeOpening = (id: string, body: Schemas['OpeningIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}/opening', { params: seenAt(id, version), body }));

export const writeTerms = (id: string, body: Schemas['PolicyIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}/policy', { params: seenAt(id, version), body }));

export const writeReminders = (id: string, body: Schemas['RemindersIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}/reminders', { params: seenAt(id, version), body }));

export const writePayment = (id: string, body: Schemas['PaymentSettingsIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}/payment-settings', { params: seenAt(id, version), body }));

export const readPlan = (venue_id: string) =>
  got(api.GET('/v1/venues/{venue_id}/floor-plan', { params: at(venue_id) }));

export const writePlan = (id: string, body: Schemas['FloorPlanIn'], version: number) =>
  got(api.PUT('/v1/venues/{venue_id}/floor-plan', { params: seenAt(id, version), body }));

export function publish(venue_id: string, isPublic: boolean, key: string): Promise<Venue> {
  const params = { path: { venue_id }, header: { 'Idempotency-Key': key } };
  return isPublic
    ? got(api.POST('/v1/venues/{venue_id}/publish', { params }))
    : got(api.POST('/v1/venues/{venue_id}/hide', { params }));
}

/** After the venue itself was written, everything that shows it is asked for again. */
export function useForgetVenue(): () => Promise<unknown> {
  const client = useQueryClient();
  return () => Promise.all(['myvenues', 'venue'].map((name) => client.invalidateQueries({ queryKey: [name] })));
}
