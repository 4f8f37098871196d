// Draws a page in several turns of the browser: in between, it answers whoever touches the page (decision 0057).
import { computed, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue';

/** How many turns of the browser have come since the component drew itself, up to so many. */
export function useTurns(most: number): Readonly<Ref<number>> {
  const come = ref(0);
  const next = () => {
    come.value += 1;
    if (come.value < most) setTimeout(next);
  };
  onMounted(() => setTimeout(next));
  return come;
}

const ROWS = 8;
/** Of rows that come later than their list, a few at once and as many in each turn that follows; else all of them. */
export function useRowsInTurns<T>(rows: () => readonly T[]): ComputedRef<readonly T[]> {
  const drawn = ref(Math.max(rows().length, ROWS));
  const grow = () => {
    if (drawn.value >= rows().length) return;
    setTimeout(() => {
      drawn.value += ROWS;
      grow();
    });
  };
  watch(() => rows().length, grow);
  return computed(() => rows().slice(0, drawn.value));
}
