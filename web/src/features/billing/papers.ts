// The papers of one issuer: what it issued, what cannot be written yet, its taxes, and a year of it in one archive.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';

export type Kind = Schemas['Kind'];
export const KINDS: readonly Kind[] = ['invoice', 'credit_note', 'self_billed_invoice', 'self_billed_credit_note', 'receipt']; // prettier-ignore

/** What the platform is called where it issues papers itself. */
export const PLATFORM = 'platform';

const LIMIT = 20;
const on = (cursor: string | undefined) => ({ limit: LIMIT, ...(cursor ? { cursor } : {}) });

export const useIssued = (
  issuer: MaybeRefOrGetter<string>,
  year: MaybeRefOrGetter<number>,
  kind: MaybeRefOrGetter<Kind>,
) =>
  useList<Schemas['DocumentOut']>({
    key: () => ['papers', toValue(issuer), toValue(year), toValue(kind)],
    page: (cursor) => {
      const path = { issuer_id: toValue(issuer) };
      const query = { year: toValue(year), kind: toValue(kind), ...on(cursor) };
      return got(api.GET('/v1/documents/issued/{issuer_id}', { params: { path, query } }));
    },
  });

export const useUnwritten = (side: MaybeRefOrGetter<string>) =>
  useList<Schemas['DocumentOut']>({
    key: () => ['papers-waiting', toValue(side)],
    page: (cursor) => {
      const path = { side_id: toValue(side) };
      return got(api.GET('/v1/documents/waiting/{side_id}', { params: { path, query: on(cursor) } }));
    },
  });

export const useTaxes = (side: MaybeRefOrGetter<string>, year: MaybeRefOrGetter<number>) =>
  useList<Schemas['TaxLineOut']>({
    key: () => ['papers-taxes', toValue(side), toValue(year)],
    page: (cursor) => {
      const path = { side_id: toValue(side) };
      return got(api.GET('/v1/documents/taxes/{side_id}', { params: { path, query: { year: toValue(year), ...on(cursor) } } })); // prettier-ignore
    },
  });

const BUILDING_MS = 3_000;

/** An archive that somebody asked for, until its files are there. id: empty while none was asked for. */
export const useArchive = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['archive', toValue(id)]),
    queryFn: () =>
      got(api.GET('/v1/document-archives/{archive_id}', { params: { path: { archive_id: toValue(id) } } })),
    enabled: computed(() => !!toValue(id)),
    refetchInterval: (query) => (query.state.data?.state === 'ready' ? false : BUILDING_MS),
  });

export const useTransmission = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['transmission', toValue(id)]),
    queryFn: () =>
      got(api.GET('/v1/documents/{document_id}/transmission', { params: { path: { document_id: toValue(id) } } })),
  });
