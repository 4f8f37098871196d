// The tab's one socket, open while somebody listens; frames go to whoever does.
import { onScopeDispose, shallowRef } from 'vue';
import { backoff } from './backoff';
import { whenCalm } from './calm';
import type { Frame, openSocket } from './socket';

type Live = ReturnType<typeof openSocket>;

const listeners = new Set<(frame: Frame) => void>();
const openers = new Set<() => void>();
export const live = shallowRef<Live>();
let users = 0;

/** Open it for whoever still listens, once its script can be had. */
async function open(tries = 0): Promise<void> {
  try {
    const { openSocket } = await import('./socket');
    if (!users) return;
    live.value ??= openSocket(
      (frame) => listeners.forEach((one) => one(frame)),
      () => openers.forEach((one) => one()),
    );
  } catch {
    setTimeout(() => users && void open(tries + 1), backoff(tries));
  }
}

/**
 * Use the socket as long as the component lives. `opened` hears of each opening: the time to fetch what was missed.
 * It opens when the page stands.
 */
export function useLive(listen: (frame: Frame) => void, opened: () => void): void {
  listeners.add(listen);
  openers.add(opened);
  users++;
  void whenCalm().then(() => (users ? open() : undefined));
  onScopeDispose(() => {
    listeners.delete(listen);
    openers.delete(opened);
    if (--users === 0) {
      live.value?.close();
      live.value = undefined;
    }
  });
}
