import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import type { Lang } from '@/lib/i18n';
import { useList } from '@/lib/list';
import { isGone } from '@/lib/query';
import { forgetSaid, keepOnly, MOST_MESSAGES } from './copies';

export const useConversations = (isArchived: MaybeRefOrGetter<boolean> = false) =>
  useList({
    key: () => ['conversations', toValue(isArchived)],
    page: (cursor) => fetchConversations(toValue(isArchived), cursor),
  });

async function fetchConversations(archived: boolean, cursor: string | undefined) {
  const query = { limit: 30, archived, ...(cursor ? { cursor } : {}) };
  const found = await got(api.GET('/v1/conversations', { params: { query } }));
  if (!archived && !cursor && !found.next_cursor) keepOnly(found.items.map((one) => one.conversation_id));
  return found;
}

/** What the server knows no more must not be read on this device either. */
function orForget<T>(id: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (isGone(error)) forgetSaid(id);
    throw error;
  });
}

export const fetchConversation = (id: string) =>
  orForget(id, got(api.GET('/v1/conversations/{conversation_id}', { params: { path: { conversation_id: id } } })));

export const useConversation = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['conversation', toValue(id)]),
    queryFn: () => fetchConversation(toValue(id)),
    enabled: computed(() => toValue(id) !== ''),
    meta: { offline: true },
  });

export const fetchMessages = (id: string, query: { before?: string; after?: string; thread_id?: string }) =>
  orForget(
    id,
    got(
      api.GET('/v1/conversations/{conversation_id}/messages', {
        params: { path: { conversation_id: id }, query: { limit: MOST_MESSAGES, ...query } },
      }),
    ),
  );

interface Named {
  conversation_id: string;
  message_id: string;
}
const at = ({ conversation_id, message_id }: Named) => ({ params: { path: { conversation_id, message_id } } });
const ONE = '/v1/conversations/{conversation_id}/messages/{message_id}';

/** A message that another one quotes, far above or in a thread. */
export const useMessage = (one: MaybeRefOrGetter<Named>, isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: computed(() => ['message', toValue(one).message_id]),
    queryFn: () => got(api.GET(ONE, at(toValue(one)))),
    enabled: computed(() => toValue(isWanted)),
  });

export const useVersions = (one: Named) =>
  useQuery({
    queryKey: ['versions', one.message_id],
    queryFn: () => got(api.GET(`${ONE}/versions`, at(one))),
    staleTime: 0,
  });

export const editMessage = (one: Named, text: string) => got(api.PUT(ONE, { body: { text }, ...at(one) }));
export const deleteMessage = (one: Named) => got(api.DELETE(ONE, at(one)));
export const react = (one: Named, emojis: string[]) =>
  got(api.PUT(`${ONE}/reactions`, { body: { emojis }, ...at(one) }));

/** Into which languages it can be put; none where nobody translates. */
export const fetchTranslations = (one: Named) => got(api.GET('/v1/conversations/{conversation_id}/messages/{message_id}/translation', at(one))); // prettier-ignore
export const fetchTranslation = (one: Named, language: Lang) => got(api.POST('/v1/conversations/{conversation_id}/messages/{message_id}/translation', { body: { language }, ...at(one) })); // prettier-ignore

/** Erase it for all who take part, files included (decision 0044). */
export const eraseConversation = (conversation_id: string) =>
  got(api.DELETE('/v1/conversations/{conversation_id}', { params: { path: { conversation_id } } })).then(() =>
    forgetSaid(conversation_id),
  );

export type Arrangement = Schemas['ArrangementIn'];

export const arrange = (conversation_id: string, body: Arrangement) =>
  got(api.PUT('/v1/conversations/{conversation_id}/arrangement', { body, params: { path: { conversation_id } } }));

export function block(conversation_id: string, account_id: string, isOn: boolean) {
  const params = { path: { conversation_id, account_id } };
  const path = '/v1/conversations/{conversation_id}/blocked/{account_id}';
  return got(isOn ? api.PUT(path, { params }) : api.DELETE(path, { params }));
}

const FILE_LINK = '/v1/conversations/{conversation_id}/files/{file_id}/link';
/** Addresses of files end after five minutes; one that is asked for is a little younger. */
const LINK_MS = 4 * 60_000;

export const fetchFileLink = (conversation_id: string, file_id: string) =>
  got(api.GET(FILE_LINK, { params: { path: { conversation_id, file_id } } }));

/** Addresses of a file that is looked at, fresh again before they end. */
export const useFileLink = (conversation: string, file: string, isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: ['file-link', file],
    queryFn: () => fetchFileLink(conversation, file),
    enabled: computed(() => toValue(isWanted)),
    staleTime: LINK_MS,
    gcTime: LINK_MS,
  });
