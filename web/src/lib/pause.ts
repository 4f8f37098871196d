// Waits until somebody stops typing.
import { onScopeDispose } from 'vue';

const PAUSE_MS = 300;

/** Return a function that runs `work` with the newest argument once nothing has come for a moment. */
export function useDebounceFn<T>(work: (given: T) => void, pause = PAUSE_MS): (given: T) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  return (given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(given), pause);
  };
}
