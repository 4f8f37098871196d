// Searching what was said, as the address of the page says it.
import type { LocationQuery } from 'vue-router';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { useList } from '@/lib/list';

export interface Wanted {
  words: string;
  /** Of this conversation only. */
  conversation: string;
  sender: string;
  /** Days, the last one included. */
  since: string;
  until: string;
  isCode: boolean;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** Read a search from an address; undefined where none is meant. */
export const wantedOf = (query: LocationQuery): Wanted | undefined =>
  query['find'] === undefined
    ? undefined
    : {
        words: text(query['find']),
        conversation: text(query['in']),
        sender: text(query['from']),
        since: text(query['since']),
        until: text(query['until']),
        isCode: query['code'] === '1',
      };

/** Write a search into an address. */
export const queryOf = (wanted: Wanted): Record<string, string> => ({
  find: wanted.words.trim(),
  ...(wanted.conversation ? { in: wanted.conversation } : {}),
  ...(wanted.sender ? { from: wanted.sender } : {}),
  ...(wanted.since ? { since: wanted.since } : {}),
  ...(wanted.until ? { until: wanted.until } : {}),
  ...(wanted.isCode ? { code: '1' } : {}),
});

/** Whether anything is asked for: everything that was ever said is no answer. */
export const isAsking = (wanted: Wanted): boolean =>
  !!(wanted.words.trim() || wanted.since || wanted.until || wanted.isCode || wanted.sender);

/** The instant at which a day begins here; `days` later for its end. */
export function startOf(day: string, days = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + days).toISOString();
}

export const useFound = (wanted: MaybeRefOrGetter<Wanted>) =>
  useList({
    key: () => ['found', toValue(wanted)],
    page: (cursor) => {
      const { words, conversation, sender, since, until, isCode } = toValue(wanted);
      const query = {
        words: words.trim(),
        limit: 20,
        ...(conversation ? { conversation } : {}),
        ...(sender ? { sender } : {}),
        ...(since ? { since: startOf(since) } : {}),
        ...(until ? { until: startOf(until, 1) } : {}),
        ...(isCode ? { code: true } : {}),
        ...(cursor ? { cursor } : {}),
      };
      return got(api.GET('/v1/chat/search', { params: { query } }));
    },
    isWanted: computed(() => isAsking(toValue(wanted))),
  });
