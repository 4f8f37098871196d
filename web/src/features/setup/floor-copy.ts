// Changes of a plan that nobody saved yet, kept on this device: a closed window or another venue loses none of them.
import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { draftName } from '@/lib/drafts';
import type { Form } from '@/lib/form';
import { forget, keep, kept } from '@/lib/kept';
import type { Plan } from './floor';

/** version: that of the plan in the form; it goes and comes with the copy, so that a newer plan is no surprise later. */
export function useKeptPlan(stored: Plan & { venue_id: string }, form: Form<Plan>, version: Ref<number>) {
  const name = draftName(`floor:${stored.venue_id}`);
  const isFound = ref(false);
  const isWanted = ref(true);
  const found = kept(name);
  if (found) {
    const copy = JSON.parse(found) as { version: number; plan: Plan };
    Object.assign(form.values, copy.plan);
    version.value = copy.version;
    isFound.value = form.isDirty;
  }
  function write(): void {
    if (form.isDirty && isWanted.value) keep(name, JSON.stringify({ version: version.value, plan: form.values }));
    else forget(name);
  }
  watch(() => JSON.stringify(form.values) + String(form.isDirty), write);
  onScopeDispose(write);
  return { isFound, isWanted };
}
