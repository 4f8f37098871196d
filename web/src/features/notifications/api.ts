import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, seen, type Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { lang } from '@/lib/i18n';
import { useList } from '@/lib/list';
import { live } from '@/lib/live';
import { reconciled } from './model';

const LIMIT = 20;
/** How often the bell asks: rarely while the socket tells, as a frame may be lost. */
const POLL_MS = 15_000;
const TOLD_MS = 120_000;

/** The server words notifications in the language asked for, so that is part of the key. */
export const useNotifications = (isUnread: MaybeRefOrGetter<boolean>) =>
  useList({
    key: () => ['notifications', lang.value, toValue(isUnread)],
    page: (cursor) =>
      got(
        api.GET('/v1/notifications', {
          params: {
            query: { limit: LIMIT, ...(cursor ? { cursor } : {}), ...(toValue(isUnread) ? { unread: true } : {}) },
          },
        }),
      ),
  });

export const useUnread = () =>
  useQuery({
    queryKey: ['unread'],
    queryFn: () => got(api.GET('/v1/notifications/unread')),
    refetchInterval: computed(() => (live.value?.isUp.value ? TOLD_MS : POLL_MS)),
    select: (answer) => answer.unread_count,
  });

export const usePreferences = () =>
  useQuery({
    queryKey: computed(() => ['preferences', lang.value]),
    queryFn: () => got(api.GET('/v1/notification-preferences')),
    // In another language they are the same but for the labels: what is being typed stays on the page.
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Another device or window saved since we read; what it saved is here by now. */
export const isStale = (error: unknown) => error instanceof Refusal && error.status === 412;

/** Where messages in Slack go. */
export const useSlack = () =>
  useQuery({ queryKey: ['slack'], queryFn: () => got(api.GET('/v1/notification-preferences/slack')), staleTime: 0 });

const switches = ({ type, in_app, email, push, sms, slack }: Schemas['ChoiceOut']) => ({ type, in_app, email, push, sms: !!sms, slack }); // prettier-ignore

type Changed = { choices?: Schemas['ChoiceOut'][]; rhythm?: Schemas['RhythmIn']; rules?: Schemas['OwnRuleIn'][] };

/** What is to be sent so that only this changes. */
export const withChanges = (known: Schemas['PreferencesOut'], changed: Changed) => ({
  ...changed,
  choices: (changed.choices ?? known.choices).map(switches),
});

type Preferences = Schemas['PreferencesOut'];

/** The same change over what another device saved meanwhile; undefined where that one changed the same. */
function overTheirs(
  { rhythm, choices, ...rest }: Changed,
  known: Preferences,
  theirs: Preferences,
): Changed | undefined {
  const types = new Map(known.choices.map((one) => [one.type, one]));
  const mine = new Map(choices?.map((one) => [one.type, one]));
  const parts = {
    rhythm: rhythm && reconciled(rhythm, known.rhythm, theirs.rhythm),
    choices: choices && theirs.choices.map((now) => reconciled(mine.get(now.type) ?? now, types.get(now.type) ?? now, now)),
    rules: reconciled(rest, known, theirs),
  }; // prettier-ignore
  if ((rhythm && !parts.rhythm) || parts.choices?.includes(undefined) || !parts.rules) return undefined;
  return {
    ...parts.rules,
    ...(parts.rhythm ? { rhythm: parts.rhythm } : {}),
    ...(parts.choices ? { choices: parts.choices.filter((one) => one !== undefined) } : {}),
  };
}

const put = (known: Preferences, changed: Changed) =>
  got(
    api.PUT('/v1/notification-preferences', {
      body: withChanges(known, changed),
      params: { header: seen(known.version) },
    }),
  );

/**
 * Change some of the preferences; what is not given stays as the server has it, not as another part of the page shows
 * it. Where another device, or this one by telling its zone, changed something else meanwhile, both stand. Throws
 * Refusal, Unreachable.
 */
export async function changePreferences(query: ReturnType<typeof usePreferences>, changed: Changed): Promise<void> {
  const known = query.data.value;
  if (!known) return;
  try {
    await put(known, changed);
  } catch (error) {
    if (!isStale(error)) throw error;
    const { data: theirs } = await query.refetch();
    const again = theirs && overTheirs(changed, known, theirs);
    if (!again) throw error;
    await put(theirs, again);
  }
  await query.refetch();
}

/** Whether letters reach the person. */
export const useEmail = () =>
  useQuery({ queryKey: ['email'], queryFn: () => got(api.GET('/v1/notification-preferences/email')), staleTime: 0 });

/** After something was read, the bell and both lists have to know. */
export function useForgetNotifications(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['unread'] }),
      client.invalidateQueries({ queryKey: ['notifications'] }),
    ]);
}
