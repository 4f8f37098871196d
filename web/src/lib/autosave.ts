// A draft saves itself: a moment after the last key to the server, and at once to this device, so that neither a lost
// connection nor a closed window loses a word. Two windows cannot overwrite each other: the version is checked.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { isAnswer, Refusal, Unreachable } from './api/problem';
import { draftName } from './drafts';
import { forget, keep, kept } from './kept';

const PAUSE = 900;
const RETRY = 5_000;

/** kept: on this device, which alone has it. loose: nowhere but in this window, for the device keeps no more. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'kept' | 'loose' | 'failed' | 'conflict';

interface Options<T> {
  /** Names the copy on this device. */
  name: () => string | undefined;
  values: T;
  /** What of the values the server keeps, where it is not all of them. */
  body?: (values: T) => unknown;
  /**
   * Save and return the new version. Throws Refusal with 412 when somebody was faster. What was not answered is given
   * again as it was before anything newer is, so that it may be sent under one idempotency key.
   */
  save: (values: T, version: number) => Promise<number>;
  /** Fetch what is on the server now. */
  theirs: () => Promise<{ values: T; version: number }>;
}

/** What this device keeps: the words, the version that they were typed over, and what was sent but not answered. */
interface Copy<T> {
  version: number;
  values: T;
  unanswered?: T | undefined;
}

/** Earlier releases kept the words alone: over which version is not known. */
const copyOf = <T extends object>(found: Copy<T> | T): Copy<T> =>
  'values' in found ? (found as Copy<T>) : { version: 0, values: found as T };

/** What pages that were left have still to save, each with how to stop it: the page that opens it again goes on. */
const left = new Map<string, () => void>();

/** Values are what a body can hold; their parts may be proxies, which nothing else copies. */
const copied = <T>(values: T): T => JSON.parse(JSON.stringify(values)) as T;

const isStale = (error: unknown) => error instanceof Refusal && error.status === 412;

/** What the server would keep of it: names in any order, no blanks around a text. */
const plain = (_name: string, one: unknown): unknown => {
  if (typeof one === 'string') return one.trim();
  if (!one || typeof one !== 'object' || Array.isArray(one)) return one;
  return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
};

export function useAutosave<T extends object>({ name, values, body = (all) => all, save, theirs }: Options<T>) {
  const state = ref<SaveState>('saved');
  const failure = shallowRef<unknown>();
  const other = shallowRef<{ values: T; version: number }>();
  const said = (given: T) => JSON.stringify(body(given), plain);
  let version = 0;
  let isCopied = false;
  let clean = said(values);
  let unanswered: T | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = Promise.resolve();
  let hasBegun = false;
  let isTakenOver = false;

  const copyName = () => {
    const given = isTakenOver ? undefined : name();
    return given ? draftName(given) : undefined;
  };
  function copy(): void {
    const at = copyName();
    const given: Copy<T> = { version, values, unanswered };
    isCopied = at !== undefined && keep(at, JSON.stringify(given));
  }

  /** Begin with what the server has. Words that only this device has come back first, and the person is asked where the
   * server has others since. */
  function begin(given: T, at: number): void {
    clearTimeout(timer);
    left.get(copyName() ?? '')?.();
    hasBegun = true;
    version = at;
    clean = said(given);
    unanswered = failure.value = other.value = undefined;
    state.value = 'saved';
    Object.assign(values, copied(given));
    const found = kept(copyName() ?? '');
    if (found) resume(copyOf(JSON.parse(found) as Copy<T> | T), given, at);
  }

  function resume(found: Copy<T>, given: T, at: number): void {
    if (said(found.values) === clean) return forget(copyName() ?? '');
    Object.assign(values, found.values);
    const hasArrived = found.unanswered !== undefined && said(found.unanswered) === clean;
    if (found.version < at && !hasArrived) {
      version = found.version;
      other.value = { values: copied(given), version: at };
      state.value = 'conflict';
      return;
    }
    unanswered = hasArrived ? undefined : found.unanswered;
    isCopied = true;
    wait();
  }

  /** Begin without the server, with what only this device has. Returns whether it has anything. */
  function beginKept(): boolean {
    const found = kept(copyName() ?? '');
    if (!found) return false;
    begin(copied(values), copyOf(JSON.parse(found) as Copy<T> | T).version);
    return true;
  }

  function wait(): void {
    if (state.value !== 'saving') state.value = 'waiting';
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), PAUSE);
  }

  async function attempt(): Promise<void> {
    if (!hasBegun || isTakenOver || state.value === 'conflict') return;
    const isRepeated = unanswered !== undefined;
    if (!isRepeated && said(values) === clean) return settle();
    const sent = unanswered ?? copied(values);
    unanswered = sent;
    state.value = 'saving';
    copy();
    try {
      version = await stored(sent);
    } catch (error) {
      return after(error, isRepeated && said(values) !== said(sent));
    }
    unanswered = undefined;
    clean = said(sent);
    failure.value = undefined;
    if (said(values) === clean) return settle();
    copy();
    state.value = 'waiting';
    if (isRepeated) await attempt();
  }

  function settle(): void {
    failure.value = undefined;
    state.value = 'saved';
    forget(copyName() ?? '');
  }

  /** Return the version under which the server has what was sent; it may have it from a try whose answer was lost. */
  async function stored(sent: T): Promise<number> {
    try {
      return await save(copied(sent), version);
    } catch (error) {
      if (!isStale(error)) throw error;
      const found = await theirs();
      if (said(found.values) === said(sent)) return found.version;
      other.value = found;
      throw error;
    }
  }

  async function after(error: unknown, isNewer: boolean): Promise<void> {
    if (!isAnswer(error)) {
      failure.value = undefined;
      state.value = isCopied ? 'kept' : 'loose';
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), RETRY);
      return;
    }
    unanswered = undefined;
    copy();
    if (other.value) state.value = 'conflict';
    else if (isNewer) await attempt();
    else {
      failure.value = error;
      state.value = 'failed';
    }
  }

  /** Save now what is not saved yet, after whatever is being saved. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    return (running = running.catch(() => undefined).then(attempt));
  }

  /** Have everything saved that is typed. Throws what is in the way: nobody hands in what lacks a word. */
  async function assure(): Promise<void> {
    do await flush();
    while (state.value === 'waiting');
    if (state.value === 'saved') return;
    if (state.value !== 'conflict') throw failure.value ?? new Unreachable();
    throw new Refusal({ type: '/problems/stale-version', title: '', status: 412, detail: '' });
  }

  function keepMine(): Promise<void> {
    if (other.value) {
      version = other.value.version;
      clean = said(other.value.values);
      other.value = undefined;
      state.value = 'waiting';
      copy();
    }
    return flush();
  }

  function takeTheirs(): void {
    if (!other.value) return;
    forget(copyName() ?? '');
    begin(other.value.values, other.value.version);
  }

  watch(
    () => JSON.stringify(values),
    () => {
      if (state.value === 'saved' && said(values) === clean) return;
      copy();
      if (state.value !== 'conflict') wait();
    },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    if (state.value === 'saved' && said(values) === clean) return;
    left.set(copyName() ?? '', () => {
      clearTimeout(timer);
      isTakenOver = true;
    });
    void flush();
  });

  const isUnsaved = computed(() => state.value !== 'saved');
  return {
    state,
    failure,
    other,
    isUnsaved,
    begin,
    beginKept,
    flush,
    assure,
    keepMine,
    takeTheirs,
    version: () => version,
  };
}
