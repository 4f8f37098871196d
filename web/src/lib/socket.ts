// One WebSocket for the tab: a one-use ticket for each opening, a request that knows its answer, a ping every two
// minutes, and a jittered way back after every break. Whoever listens learns when to fetch what was missed.
import { ref } from 'vue';
import { api, got, type Schemas } from './api/client';
import { backoff } from './backoff';
import { config } from './config';

export type Frame =
  | { event: 'message' | 'message_changed'; message: Schemas['MessageOut'] }
  | { event: 'typing'; conversation_id: string; account_id: string }
  | { event: 'receipt'; conversation_id: string; receipt: Schemas['ReadReceiptOut'] }
  | { event: 'presence'; presence: { account_id: string; is_online: boolean; last_seen_at: string | null } }
  | { event: 'conversation'; conversation: Schemas['ConversationOut'] }
  | { event: 'conversation_gone'; conversation_id: string }
  | { event: 'call'; call: Schemas['CallOut'] }
  | { event: 'signal'; conversation_id: string; call_id: string; sender_id: string; signal: Signal }
  | { event: 'notification'; notification_id: string; type: string }
  | { event: 'notifications_read'; notification_ids: string[] }
  | { event: 'alert'; alert_id: string; state: string; severity: string }
  | {
      event: 'room';
      venue_id: string;
      reservation_id: string | null;
      version: number;
      starts_at: string;
      ends_at: string;
    };

/** How a device of a call is found, as it says itself (WebRTC). */
export type Signal =
  | { type: 'offer' | 'answer'; sdp: string }
  | {
      type: 'candidate';
      candidate: string;
      sdp_mid?: string | null;
      sdp_m_line_index?: number | null;
      username_fragment?: string | null;
    };

interface Answer {
  request_id?: string | null;
  ok?: unknown;
  problem?: { title: string };
}

const PING_MS = 120_000;
const ANSWER_MS = 15_000;

/** Whether the person has the app before them on this device: what they are told need not go to others at once. */
const isInUse = () => document.visibilityState === 'visible' && document.hasFocus();

type Listener = (frame: Frame) => void;

export function openSocket(listen: Listener, opened: () => void) {
  const isUp = ref(false);
  /** Not while the first way is still being found. */
  const isLost = ref(false);
  const waiting = new Map<string, (answer: Answer) => void>();
  let socket: WebSocket | undefined;
  let tries = 0;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ping: ReturnType<typeof setInterval> | undefined;
  let toldUse: boolean | undefined;

  async function dial(): Promise<void> {
    try {
      const { websocket_url } = await config();
      const { ticket } = await got(api.POST('/v1/chat/tickets'));
      if (isOver) return;
      attach(new WebSocket(`${websocket_url}?ticket=${encodeURIComponent(ticket)}`));
    } catch {
      again();
    }
  }

  function attach(made: WebSocket): void {
    socket = made;
    made.onopen = () => {
      isUp.value = true;
      isLost.value = false;
      tries = 0;
      toldUse = undefined;
      tellUse();
      ping = setInterval(() => void beat().catch(() => made.close()), PING_MS);
      opened();
    };
    made.onmessage = (event) => receive(JSON.parse(String(event.data)) as Frame | Answer);
    made.onclose = () => {
      clearInterval(ping);
      isUp.value = false;
      for (const answer of waiting.values()) answer({ problem: { title: 'the connection broke' } });
      waiting.clear();
      again();
    };
  }

  function again(): void {
    isLost.value = true;
    if (!isOver) timer = setTimeout(() => void dial(), backoff(tries++));
  }

  function receive(frame: Frame | Answer): void {
    if ('event' in frame) return listen(frame);
    const known = waiting.get(frame.request_id ?? '');
    waiting.delete(frame.request_id ?? '');
    known?.(frame);
  }

  /** Send a frame and return the `ok` of its answer. Rejects on a problem, a break, or silence. */
  function ask<T>(action: string, fields: Record<string, unknown> = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (socket?.readyState !== WebSocket.OPEN) return reject(new Error('the socket is closed'));
      const request_id = crypto.randomUUID();
      const late = setTimeout(() => waiting.delete(request_id) && reject(new Error('no answer')), ANSWER_MS);
      waiting.set(request_id, (answer) => {
        clearTimeout(late);
        if (answer.problem) reject(new Error(answer.problem.title));
        else resolve(answer.ok as T);
      });
      socket.send(JSON.stringify({ action, request_id, ...fields }));
    });
  }

  const beat = () => ask('ping', { is_in_use: (toldUse = isInUse()) });

  /** Say so as it changes; where that is lost, the next ping says it. */
  function tellUse(): void {
    if (isUp.value && toldUse !== isInUse()) void beat().catch(() => undefined);
  }

  /** Come back at once when the network does. */
  function hurry(): void {
    if (isUp.value || isOver) return;
    clearTimeout(timer);
    tries = 0;
    void dial();
  }

  function close(): void {
    isOver = true;
    clearTimeout(timer);
    clearInterval(ping);
    removeEventListener('online', hurry);
    removeEventListener('focus', tellUse);
    removeEventListener('blur', tellUse);
    document.removeEventListener('visibilitychange', tellUse);
    socket?.close();
  }

  addEventListener('online', hurry);
  addEventListener('focus', tellUse);
  addEventListener('blur', tellUse);
  document.addEventListener('visibilitychange', tellUse);
  void dial();
  return { isUp, isLost, ask, close };
}
