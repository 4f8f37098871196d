// Draws a page in several turns of the browser: in between, it answers whoever touches the page (long tasks, web.dev/tbt).
import { onMounted, ref, type Ref } from 'vue';

/** False while the component draws itself, true from the browser's next turn on. */
export function useNextTurn(): Readonly<Ref<boolean>> {
  const hasCome = ref(false);
  onMounted(() => setTimeout(() => (hasCome.value = true)));
  return hasCome;
}
