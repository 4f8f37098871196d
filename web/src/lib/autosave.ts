// A draft saves itself: a moment after the last key to the server, and at once to this device, so that neither a lost
// connection nor a closed window loses a word. Two windows cannot overwrite each other: the version is checked.
import { computed, onScopeDispose, ref, shallowRef, toRaw, watch } from 'vue';
import { Refusal } from './api/problem';
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
  /** Save and return the new version. Throws Refusal with 412 when somebody was faster. */
  save: (values: T, version: number) => Promise<number>;
  /** Fetch what is on the server now. */
  theirs: () => Promise<{ values: T; version: number }>;
}

export function useAutosave<T extends object>({ name, values, save, theirs }: Options<T>) {
  const state = ref<SaveState>('saved');
  const failure = shallowRef<unknown>();
  const other = shallowRef<{ values: T; version: number }>();
  let version = 0;
  let isCopied = false;
  let clean = JSON.stringify(values);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;

  const copyName = () => {
    const given = name();
    return given ? draftName(given) : undefined;
  };

  /** Begin with what the server has; a newer copy on this device comes back first. */
  function begin(given: T, at: number): void {
    version = at;
    clean = JSON.stringify(given);
    Object.assign(values, structuredClone(toRaw(given)));
    const copy = copyName() ? kept(copyName() ?? '') : null;
    if (copy && copy !== clean) Object.assign(values, JSON.parse(copy) as T);
  }

  async function attempt(): Promise<void> {
    const sent = JSON.stringify(values);
    if (sent === clean) {
      state.value = 'saved';
      return;
    }
    state.value = 'saving';
    try {
      version = await save(structuredClone(toRaw(values)), version);
      clean = sent;
      failure.value = undefined;
      state.value = JSON.stringify(values) === sent ? 'saved' : 'waiting';
      if (state.value === 'saved') forget(copyName() ?? '');
    } catch (error) {
      await after(error);
    }
  }

  async function after(error: unknown): Promise<void> {
    if (error instanceof Refusal && error.status === 412) {
      other.value = await theirs();
      state.value = 'conflict';
    } else if (error instanceof Refusal && error.status < 500) {
      failure.value = error;
      state.value = 'failed';
    } else {
      state.value = isCopied ? 'kept' : 'loose';
      timer = setTimeout(() => void flush(), RETRY);
    }
  }

  /** Save now what is not saved yet, after whatever is being saved. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    await running;
    running = attempt();
    await running;
    running = undefined;
  }

  function keepMine(): Promise<void> {
    version = other.value?.version ?? version;
    other.value = undefined;
    return flush();
  }

  function takeTheirs(): void {
    if (!other.value) return;
    forget(copyName() ?? '');
    begin(other.value.values, other.value.version);
    other.value = undefined;
    state.value = 'saved';
  }

  watch(
    () => JSON.stringify(values),
    (now) => {
      if (now === clean || state.value === 'conflict') return;
      isCopied = !!copyName() && keep(copyName() ?? '', now);
      if (state.value !== 'saving') state.value = 'waiting';
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), PAUSE);
    },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    if (JSON.stringify(values) !== clean && state.value !== 'conflict') void attempt();
  });

  const isUnsaved = computed(() => state.value !== 'saved');
  return { state, failure, other, isUnsaved, begin, flush, keepMine, takeTheirs, version: () => version };
}
