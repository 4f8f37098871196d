// One conversation, live: history, the gap after a break, what is typed and read, and an outbox that outlives a reload.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { useQueryClient } from '@tanstack/vue-query';
import { dropMessage, keepMessage, waitingMessages, type Waiting } from '@/lib/offline/outbox';
import type { Frame } from '@/lib/socket';
import { ulid } from '@/lib/ulid';
import { api, got } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import { fetchConversation, fetchMessages } from './api';
import { live, useLive } from './live';
import { merged, newer, shown, type Message, type Receipt, type Standing } from './thread';

const TYPING_MS = 5_000;
const TYPING_EVERY_MS = 3_000;
/** A frame may be lost without the socket breaking; nothing may depend on its coming. */
const CATCH_UP_MS = 60_000;

export function useThread(id: string, self: string, initialReceipts: readonly Receipt[]) {
  const client = useQueryClient();
  const taken = shallowRef<Message[]>([]);
  const waiting = ref<(Waiting & { standing: Standing })[]>([]);
  const receipts = ref(
    new Map(initialReceipts.filter((one) => one.account_id !== self).map((one) => [one.account_id, one])),
  );
  const typing = ref(false);
  const online = ref<{ is_online: boolean; last_seen_at: string | null }>();
  const older = ref<string | null>(null);
  const failure = shallowRef<unknown>();
  const isReady = ref(false);
  let newest: string | null = null;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let toldTyping = 0;
  let toldRead: string | undefined;

  async function load(): Promise<void> {
    failure.value = undefined;
    try {
      const page = await fetchMessages(id, {});
      taken.value = merged(taken.value, page.items);
      older.value = page.older_cursor;
      newest = page.newer_cursor;
      waiting.value = (await waitingMessages())
        .filter((one) => one.conversation_id === id)
        .map((one) => ({ ...one, standing: 'queued' }));
      isReady.value = true;
      void catchUp();
    } catch (error) {
      failure.value = error;
    }
  }

  async function loadOlder(): Promise<void> {
    if (!older.value) return;
    const page = await fetchMessages(id, { before: older.value });
    taken.value = merged(taken.value, page.items);
    older.value = page.older_cursor;
  }

  /** Fetch what was sent while there was no connection, oldest first, until there is no more. */
  async function fillGap(): Promise<void> {
    for (let more = true; more;) {
      // Where nothing had been said yet there is no mark to go on from.
      const page = await fetchMessages(id, newest ? { after: newest } : {});
      taken.value = merged(taken.value, [...page.items, ...page.changed]);
      more = newest !== null && page.has_more;
      newest = page.newer_cursor ?? newest;
    }
  }

  /** Fetch how far the others have got: their receipts, like their messages, may have come while nobody listened. */
  async function fetchReceipts(): Promise<void> {
    const conversation = await fetchConversation(id);
    for (const one of conversation.receipts.filter((each) => each.account_id !== self)) keep(one);
  }

  const keep = (given: Receipt) =>
    receipts.value.set(given.account_id, newer(receipts.value.get(given.account_id), given));

  async function catchUp(): Promise<void> {
    if (!isReady.value) return;
    markRead();
    await Promise.all([fillGap(), fetchReceipts()]).catch(() => undefined); // the next opening tries again
    await flush();
    const people = await live.value
      ?.ask<{ account_id: string; is_online: boolean; last_seen_at: string | null }[]>('presence', {
        conversation_id: id,
      })
      .catch(() => []);
    online.value = people?.find((one) => one.account_id !== self);
    markRead();
  }

  function heard(frame: Frame): void {
    if (frame.event === 'message' && frame.message.conversation_id === id) {
      taken.value = merged(taken.value, [frame.message]);
      if (frame.message.sender_id !== self) typing.value = false;
      markRead();
    } else if (frame.event === 'message_changed' && frame.message.conversation_id === id) {
      taken.value = merged(taken.value, [frame.message]);
    } else if (frame.event === 'typing' && frame.conversation_id === id && frame.account_id !== self) {
      typing.value = true;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => (typing.value = false), TYPING_MS);
    } else if (frame.event === 'receipt' && frame.conversation_id === id && frame.receipt.account_id !== self) {
      keep(frame.receipt);
    } else if (frame.event === 'presence' && frame.presence.account_id !== self) {
      online.value = frame.presence;
    }
  }

  async function send(text: string): Promise<void> {
    const made = { message_id: `msg_${ulid()}`, conversation_id: id, text, at: new Date().toISOString() };
    waiting.value = [...waiting.value, { ...made, standing: 'sending' }];
    await keepMessage(made);
    await deliver(made);
  }

  async function deliver(one: Waiting): Promise<void> {
    const stand = (standing: Standing) =>
      (waiting.value = waiting.value.map((each) =>
        each.message_id === one.message_id ? { ...each, standing } : each,
      ));
    stand('sending');
    try {
      const body = { message_id: one.message_id, text: one.text };
      // Over HTTP: its answer means that the message is stored; the socket brings it to the others.
      const message = await got(
        api.POST('/v1/conversations/{conversation_id}/messages', { body, params: { path: { conversation_id: id } } }),
      );
      taken.value = merged(taken.value, [message]);
      waiting.value = waiting.value.filter((each) => each.message_id !== one.message_id);
      await dropMessage(one.message_id);
      void client.invalidateQueries({ queryKey: ['conversations'] });
    } catch (error) {
      stand(error instanceof Refusal && error.status < 500 ? 'failed' : 'queued');
    }
  }

  async function flush(): Promise<void> {
    for (const one of waiting.value.filter((each) => each.standing === 'queued')) await deliver(one);
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

  useLive(heard, () => void catchUp());
  const look = () => void (document.visibilityState === 'visible' && catchUp());
  const looking = setInterval(look, CATCH_UP_MS);
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  onScopeDispose(() => {
    clearTimeout(typingTimer);
    clearInterval(looking);
    document.removeEventListener('visibilitychange', look);
    removeEventListener('online', look);
  });
  void load();

  const messages = computed(() => shown(taken.value, waiting.value, self, [...receipts.value.values()]));
  const isBroken = computed(() => isReady.value && live.value?.isUp.value === false);
  return { messages, typing, online, older, failure, isReady, isBroken, load, loadOlder, send, type, again: deliver };
}
