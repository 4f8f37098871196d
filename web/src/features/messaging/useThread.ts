// One conversation, live: history, the gap after a break, what is typed and read, and what still waits to be sent.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useQueryClient } from '@tanstack/vue-query';
import { flush, onTaken, outbox } from '@/lib/offline/outbox';
import { live, useLive } from '@/lib/live';
import type { Frame } from '@/lib/socket';
import { api, got } from '@/lib/api/client';
import { isAnswer, Refusal } from '@/lib/api/problem';
import { fetchConversation, fetchMessages } from './api';
import { forgetSaid, keepSaid, saidIn } from './copies';
import { merged, newer, shown, type Message, type Receipt } from './thread';

const TYPING_MS = 5_000;
const TYPING_EVERY_MS = 3_000;
/** A frame may be lost without the socket breaking; nothing may depend on its coming. */
const CATCH_UP_MS = 60_000;
/** Pages that are read on the way back to a message: somebody who looks for an older one goes there by search. */
const MOST_PAGES = 20;

export interface Presence {
  account_id: string;
  is_online: boolean;
  last_seen_at: string | null;
}

export function useThread(id: string, self: string, initialReceipts: readonly Receipt[]) {
  const client = useQueryClient();
  const taken = shallowRef<Message[]>([]);
  const receipts = ref(
    new Map(initialReceipts.filter((one) => one.account_id !== self).map((one) => [one.account_id, one])),
  );
  const typing = ref<string>();
  const present = ref(new Map<string, Presence>());
  const older = ref<string | null>(null);
  const failure = shallowRef<unknown>();
  const isReady = ref(false);
  /** It was erased, or the person is in it no more. */
  const isGone = ref(false);
  /** What this device kept is shown, for the server has not answered yet. */
  const isCopy = ref(false);
  let copy: readonly Message[] = [];
  /** The server cannot be asked for anything younger. */
  const isCut = ref(false);
  let newest: string | null = null;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let toldTyping = 0;
  let toldRead: string | undefined;

  const take = (...messages: Message[]) => (taken.value = merged(taken.value, messages));

  function recall(): void {
    const found = isReady.value ? undefined : saidIn(id);
    if (!found) return;
    copy = found;
    take(...copy);
    isCopy.value = isReady.value = true;
  }

  /** The latest of it. Between this and a copy may be a gap of any length, so the copy goes but for what was heard since. */
  async function load(): Promise<void> {
    failure.value = undefined;
    recall();
    try {
      const page = await fetchMessages(id, {});
      taken.value = merged(page.items, taken.value.filter((one) => !copy.includes(one))); // prettier-ignore
      copy = [];
      isCopy.value = isCut.value = false;
      older.value = page.older_cursor;
      newest = page.newer_cursor;
      isReady.value = true;
      void catchUp();
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) isGone.value = true;
      else if (!isCopy.value || isAnswer(error)) failure.value = error;
      else isCut.value = true;
    }
  }

  async function loadOlder(): Promise<void> {
    if (!older.value) return;
    const page = await fetchMessages(id, { before: older.value });
    take(...page.items);
    older.value = page.older_cursor;
  }

  /** Read back until a message is there. Returns whether it is. */
  async function reach(message: string): Promise<boolean> {
    const isThere = () => taken.value.some((one) => one.message_id === message);
    for (let page = 0; page < MOST_PAGES && older.value && !isThere(); page += 1) await loadOlder();
    return isThere();
  }

  /** Fetch what was sent while there was no connection, oldest first, until there is no more. */
  async function fillGap(): Promise<void> {
    for (let more = true; more;) {
      // Where nothing had been said yet there is no mark to go on from.
      const page = await fetchMessages(id, newest ? { after: newest } : {});
      take(...page.items, ...page.changed);
      more = newest !== null && page.has_more;
      newest = page.newer_cursor ?? newest;
    }
  }

  /** Fetch how far the others have got: their receipts, like their messages, may have come while nobody listened. */
  async function fetchReceipts(): Promise<void> {
    const conversation = await fetchConversation(id).catch((error: unknown) => {
      if (error instanceof Refusal && error.status === 404) isGone.value = true;
      throw error;
    });
    for (const one of conversation.receipts.filter((each) => each.account_id !== self)) keep(one);
  }

  const keep = (given: Receipt) =>
    receipts.value.set(given.account_id, newer(receipts.value.get(given.account_id), given));

  async function catchUp(): Promise<void> {
    if (!isReady.value) return;
    if (isCopy.value) return load();
    markRead();
    await Promise.all([fillGap(), fetchReceipts()]).catch(() => undefined); // the next opening tries again
    await flush();
    const people = await live.value?.ask<Presence[]>('presence', { conversation_id: id }).catch(() => []);
    for (const one of people ?? []) present.value.set(one.account_id, one);
    markRead();
  }

  function heard(frame: Frame): void {
    if (frame.event === 'conversation_gone' && frame.conversation_id === id) {
      isGone.value = true;
    } else if (frame.event === 'message' && frame.message.conversation_id === id) {
      take(frame.message);
      if (frame.message.sender_id === typing.value) typing.value = undefined;
      markRead();
    } else if (frame.event === 'message_changed' && frame.message.conversation_id === id) {
      take(frame.message);
    } else if (frame.event === 'typing' && frame.conversation_id === id && frame.account_id !== self) {
      typing.value = frame.account_id;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => (typing.value = undefined), TYPING_MS);
    } else if (frame.event === 'receipt' && frame.conversation_id === id && frame.receipt.account_id !== self) {
      keep(frame.receipt);
    } else if (frame.event === 'presence') {
      present.value.set(frame.presence.account_id, frame.presence);
    }
  }

  function type(): void {
    if (Date.now() - toldTyping < TYPING_EVERY_MS) return;
    toldTyping = Date.now();
    void live.value?.ask('typing', { conversation_id: id }).catch(() => undefined);
  }

  function markRead(): void {
    const last = taken.value.filter((one) => one.sender_id !== self).at(-1)?.message_id;
    if (!last || last === toldRead || document.visibilityState !== 'visible') return;
    const body = { message_id: last, state: 'read' as const };
    got(api.POST('/v1/conversations/{conversation_id}/receipts', { body, params: { path: { conversation_id: id } } }))
      .then(() => {
        toldRead = last;
        return client.invalidateQueries({ queryKey: ['conversations'] });
      })
      .catch(() => undefined); // told again at the next catching up
  }

  watch(taken, (now) => {
    if (!isCopy.value && !isGone.value) keepSaid(id, self, now);
  });
  watch(isGone, () => forgetSaid(id));

  useLive(heard, () => void catchUp());
  const forget = onTaken((message) => {
    if (message.conversation_id !== id) return;
    take(message);
    void client.invalidateQueries({ queryKey: ['conversations'] });
  });
  const look = () => void (document.visibilityState === 'visible' && catchUp());
  const looking = setInterval(look, CATCH_UP_MS);
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  onScopeDispose(() => {
    forget();
    clearTimeout(typingTimer);
    clearInterval(looking);
    document.removeEventListener('visibilitychange', look);
    removeEventListener('online', look);
  });
  void load();

  const others = computed(() => [...receipts.value.values()]);
  const messages = computed(() =>
    shown(
      taken.value,
      outbox.value.filter((one) => one.conversation_id === id),
      others.value,
    ),
  );
  const isBroken = computed(() => isReady.value && (isCut.value || live.value?.isLost.value === true));
  return { messages, receipts: others, typing, present, older, failure, isReady, isCopy, isGone, isBroken, load, loadOlder, reach, take, type }; // prettier-ignore
}
