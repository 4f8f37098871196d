// Asks before a page whose changes are not saved is left, or its window closed.
import { computed, onMounted, onScopeDispose, shallowRef } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';

/** isAsking: somebody is on the way out; `decide` lets them go or keeps them. */
export function useLeaving(isUnsaved: () => boolean) {
  const answer = shallowRef<(may: boolean) => void>();
  const warn = (event: BeforeUnloadEvent) => {
    if (isUnsaved()) event.preventDefault();
  };
  onBeforeRouteLeave(() => !isUnsaved() || new Promise<boolean>((resolve) => (answer.value = resolve)));
  onMounted(() => addEventListener('beforeunload', warn));
  onScopeDispose(() => removeEventListener('beforeunload', warn));

  function decide(may: boolean): void {
    answer.value?.(may);
    answer.value = undefined;
  }
  return { isAsking: computed(() => answer.value !== undefined), decide };
}
