import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, newKey, type Schemas } from '@/lib/api/client';
import { harmlessName, putFile } from '@/lib/files';
import { useList } from '@/lib/list';
import { isOpen } from './model';

export const useDisputes = () =>
  useList({
    key: ['disputes'],
    page: (cursor) => got(api.GET('/v1/disputes', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });

/** A milestone's dispute that was begun or is open, among the newest. */
export async function findDispute(milestone: string): Promise<Schemas['DisputeCardOut'] | undefined> {
  const { items } = await got(api.GET('/v1/disputes', { params: { query: { limit: 100 } } }));
  return items.find((one) => one.milestone_id === milestone && (one.stage === 'draft' || isOpen(one.stage)));
}

export const useDisputeOf = (milestone: MaybeRefOrGetter<string>, isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: computed(() => ['dispute-of', toValue(milestone)]),
    queryFn: async () => (await findDispute(toValue(milestone))) ?? null,
    enabled: computed(() => toValue(isWanted)),
  });

export const useChargebacks = (isWanted: MaybeRefOrGetter<boolean>) =>
  useList({
    key: ['chargebacks'],
    page: (cursor) =>
      got(api.GET('/v1/chargebacks', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
    isWanted,
  });

/** What the sides wrote to each other, oldest first, for whoever judges. */
export const useTalk = (id: MaybeRefOrGetter<string>) =>
  useList({
    key: () => ['dispute-talk', toValue(id)],
    page: (cursor) =>
      got(
        api.GET('/v1/dispute-queue/{dispute_id}/conversation', {
          params: { path: { dispute_id: toValue(id) }, query: cursor ? { cursor } : {} },
        }),
      ),
  });

/** Save it on paper, in the language that is shown. */
export async function saveTalk(dispute_id: string, title: string): Promise<void> {
  const { savePapers } = await import('@/features/messaging/taking');
  const path = { dispute_id };
  await savePapers(title, (query) => api.GET('/v1/dispute-queue/{dispute_id}/conversation/pdf', { params: { path, query }, parseAs: 'blob' })); // prettier-ignore
}

const LIVE_MS = 5_000;
const REST_MS = 30_000;
/** Between the decision and the moved money: seconds. */
const isMoving = (stage: Schemas['Stage'], outcome: string | null) => stage === 'resolved' && outcome !== 'withdrawn';

export const fetchDispute = (id: string) =>
  got(api.GET('/v1/disputes/{dispute_id}', { params: { path: { dispute_id: id } } }));

export const useDispute = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['dispute', toValue(id)]),
    queryFn: () => fetchDispute(toValue(id)),
    refetchInterval: (query) => {
      const known = query.state.data;
      return known && (isOpen(known.stage) || isMoving(known.stage, known.outcome)) ? LIVE_MS : REST_MS;
    },
    meta: { offline: true },
  });

export const useTimeline = (id: MaybeRefOrGetter<string>) =>
  useList<Schemas['TimelineEntryOut']>({
    key: () => ['dispute-timeline', toValue(id)],
    page: (cursor) =>
      got(
        api.GET('/v1/disputes/{dispute_id}/timeline', {
          params: { path: { dispute_id: toValue(id) }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

const CHECKING_MS = 2_000;

export const useEvidence = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['evidence', toValue(id)]),
    queryFn: () =>
      got(api.GET('/v1/disputes/{dispute_id}/evidence', { params: { path: { dispute_id: toValue(id) } } })),
    // A file that is being checked enters the manifest, or not, within seconds; the other side may add one any time.
    refetchInterval: (query) =>
      query.state.data?.items.some((one) => one.state === 'awaited') ? CHECKING_MS : REST_MS,
  });

/** Announce a file, send it to the store, say that it is there. `progress` hears a share of 1. */
export async function sendEvidence(
  id: string,
  file: File,
  note: string,
  progress: (share: number) => void,
): Promise<void> {
  const path = { dispute_id: id };
  const { evidence, upload } = await got(
    api.POST('/v1/disputes/{dispute_id}/evidence', {
      body: {
        file_name: harmlessName(file.name),
        content_type: file.type || 'application/octet-stream',
        size_bytes: file.size,
        note,
      },
      params: { path, header: newKey() },
    }),
  );
  await putFile(upload.url, upload.fields as Record<string, string>, file, progress);
  await got(
    api.POST('/v1/disputes/{dispute_id}/evidence/{evidence_id}/confirm', {
      params: { path: { ...path, evidence_id: evidence.evidence_id }, header: newKey() },
    }),
  );
}

export async function openEvidence(id: string, evidence: string): Promise<void> {
  const path = { dispute_id: id, evidence_id: evidence };
  const { url } = await got(api.GET('/v1/disputes/{dispute_id}/evidence/{evidence_id}/link', { params: { path } }));
  open(url, '_blank', 'noopener');
}

/** After somebody did something, everything about the dispute is asked for again. */
export function useForgetDispute(id: MaybeRefOrGetter<string>): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      ...['dispute', 'dispute-timeline', 'evidence'].map((name) =>
        client.invalidateQueries({ queryKey: [name, toValue(id)] }),
      ),
      ...['disputes', 'dispute-queue', 'dispute-of'].map((name) => client.invalidateQueries({ queryKey: [name] })),
    ]);
}
