import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { useList } from '@/lib/list';

export const useConversations = () =>
  useList({
    key: ['conversations'],
    page: (cursor) =>
      got(api.GET('/v1/conversations', { params: { query: { limit: 30, ...(cursor ? { cursor } : {}) } } })),
  });

export const fetchConversation = (id: string) =>
  got(api.GET('/v1/conversations/{conversation_id}', { params: { path: { conversation_id: id } } }));

export const useConversation = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['conversation', toValue(id)]),
    queryFn: () => fetchConversation(toValue(id)),
    enabled: computed(() => toValue(id) !== ''),
    meta: { offline: true },
  });

export const fetchMessages = (id: string, query: { before?: string; after?: string }) =>
  got(
    api.GET('/v1/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: id }, query: { limit: 50, ...query } },
    }),
  );
