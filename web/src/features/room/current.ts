// Which of somebody's venues they are at; remembered on this device.
import { computed, ref } from 'vue';
import { keep, kept } from '@/lib/kept';
import { useVenues } from './api';

const NAME = 'venue';
const chosen = ref(kept(NAME));

export function useCurrentVenue() {
  const venues = useVenues();
  const venue = computed(
    () => venues.data.value?.find((one) => one.venue_id === chosen.value) ?? venues.data.value?.[0],
  );
  function choose(id: string): void {
    chosen.value = id;
    keep(NAME, id);
  }
  return { venues, venue, choose };
}
