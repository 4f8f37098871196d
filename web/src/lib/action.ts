// One thing that a person can do with a button: busy while it runs, and the same key for every retry of it.
import { reactive, ref, shallowRef } from 'vue';
import { isAnswer } from './api/problem';

export interface Action<A extends unknown[]> {
  isBusy: boolean;
  failure: unknown;
  run: (...given: A) => Promise<boolean>;
}

/** work: gets the idempotency key first. `run` tells whether it succeeded. */
export function useAction<A extends unknown[]>(work: (key: string, ...given: A) => Promise<unknown>): Action<A> {
  const isBusy = ref(false);
  const failure = shallowRef<unknown>();
  const keys = new Map<string, string>();

  async function run(...given: A): Promise<boolean> {
    if (isBusy.value) return false;
    const about = JSON.stringify(given);
    const key = keys.get(about) ?? crypto.randomUUID();
    keys.set(about, key);
    isBusy.value = true;
    failure.value = undefined;
    try {
      await work(key, ...given);
      keys.delete(about);
      return true;
    } catch (error) {
      if (isAnswer(error)) keys.delete(about);
      failure.value = error;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return reactive({ isBusy, failure, run }) as unknown as Action<A>;
}
