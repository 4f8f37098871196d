// Which of somebody's venues they are at; remembered on this device.
import { computed, ref, watch } from 'vue';
import { keep, kept } from '@/lib/kept';
import { useVenues } from './api';

const NAME = 'venue';
const chosen = ref(kept(NAME));

export function useCurrentVenue() {
  const venues = useVenues();
  const venue = computed(
    () => venues.data.value?.find((one) => one.venue_id === chosen.value) ?? venues.data.value?.[0],
  );
  // Remembered though nobody chose it: with the next visit boot.js asks for its floor plan.
  watch(venue, (at) => at && kept(NAME) !== at.venue_id && keep(NAME, at.venue_id), { immediate: true });
  function choose(id: string): void {
    chosen.value = id;
    keep(NAME, id);
  }
  return { venues, venue, choose };
}
