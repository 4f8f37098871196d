// Draws a page in several turns of the browser: in between, it answers whoever touches the page (decision 0057).
import { onMounted, ref, type Ref } from 'vue';

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
