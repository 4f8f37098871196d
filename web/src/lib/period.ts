// Filters of lists that live in the address of their page, and the period among them.
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
const iso = (at: Date) => at.toISOString().slice(0, 10);

/** Filters of a page that live in its address, so that a link or a reload shows the same. */
export function useFilters() {
  const route = useRoute();
  const router = useRouter();
  const read = (name: string) => String(route.query[name] ?? '');
  const set = (name: string, value: string) =>
    router.replace({ query: { ...route.query, [name]: value || undefined } });
  const on = (name: string) => (event: Event) => set(name, (event.target as HTMLInputElement).value);
  return { read, set, on };
}

/** From the first of the month until today, unless the address says otherwise. */
export function usePeriod() {
  const filters = useFilters();
  const today = new Date();
  const start = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1));
  const from = computed(() => (isDay(filters.read('from')) ? filters.read('from') : iso(start)));
  const to = computed(() => (isDay(filters.read('to')) ? filters.read('to') : iso(today)));
  return { ...filters, from, to };
}

/** Today in the books' days, which are of UTC. */
export const today = () => iso(new Date());
