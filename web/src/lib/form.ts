// A form: its values, what is wrong at which field, and one submission at a time whose retry repeats nothing.
import { computed, reactive, ref, shallowRef } from 'vue';
import * as v from 'valibot';
import { isAnswer, Refusal } from './api/problem';
import { lookUp, need } from './i18n';

type Fields = Record<string, string>;

export interface Form<T extends object> {
  values: T;
  errors: Fields;
  failure: unknown;
  isBusy: boolean;
  isDirty: boolean;
  submit: () => Promise<void>;
  reset: (values: T) => void;
}

export interface FormOptions<T extends object> {
  initial: T;
  /** Checks before anything is sent. Messages are keys of the `problems` words. */
  rules?: v.GenericSchema<T, unknown>;
  /** key: the idempotency key of this submission; the same until the server has answered. */
  send: (values: T, key: string) => Promise<unknown>;
}

export function useForm<T extends object>({ initial, rules, send }: FormOptions<T>): Form<T> {
  const values = reactive(copied(initial)) as T;
  const errors = ref<Fields>({});
  const failure = shallowRef<unknown>();
  const isBusy = ref(false);
  const clean = ref(JSON.stringify(initial));
  const isDirty = computed(() => JSON.stringify(values) !== clean.value);
  let key = '';
  let tried = '';

  function reset(given: T): void {
    Object.assign(values, copied(given));
    clean.value = JSON.stringify(given);
    errors.value = {};
    failure.value = undefined;
  }

  async function submit(): Promise<void> {
    if (isBusy.value) return;
    await need('problems').catch(() => undefined); // without a network the keys stand for the words
    errors.value = faultsOf(rules, values);
    failure.value = undefined;
    if (Object.keys(errors.value).length) return focusFirst();
    isBusy.value = true;
    const body = JSON.stringify(values);
    if (body !== tried) key = crypto.randomUUID();
    tried = body;
    try {
      await send(copied(values), key);
      clean.value = body;
      tried = '';
    } catch (error) {
      // What was not answered is sent again under the same key; what was refused is a new thing once it is corrected.
      if (isAnswer(error)) tried = '';
      errors.value = error instanceof Refusal ? error.fields : {};
      failure.value = error;
      focusFirst();
    } finally {
      isBusy.value = false;
    }
  }

  return reactive({ values, errors, failure, isBusy, isDirty, submit, reset }) as unknown as Form<T>;
}

/** Values are what a body can hold; their parts may be proxies, which nothing else copies. */
const copied = <T>(values: T): T => JSON.parse(JSON.stringify(values)) as T;

function faultsOf<T>(rules: v.GenericSchema<T, unknown> | undefined, values: T): Fields {
  if (!rules) return {};
  const checked = v.safeParse(rules, values);
  const found: Fields = {};
  for (const issue of checked.issues ?? []) {
    const name = issue.path?.map((part) => String((part as { key: unknown }).key)).join('/') ?? '';
    found[name] ??= lookUp('problems', issue.message) ?? issue.message;
  }
  return found;
}

function focusFirst(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"], [data-failure]')?.focus());
}
