// A room as it changes: whoever looks at it asks again and again to be told, and asks by itself where nobody tells.
import { computed, onScopeDispose, toValue, watch, type MaybeRefOrGetter } from 'vue';
import { live, useLive } from '@/lib/live';
import { TOLD_MS, useForgetRoom, watched, type Venue } from './api';

/** One evening's rush comes in many frames. */
const GATHER_MS = 250;

export function useRoomLive(venue: MaybeRefOrGetter<Venue | undefined>): void {
  const id = computed(() => toValue(venue)?.venue_id);
  const forget = useForgetRoom();
  let gathering: ReturnType<typeof setTimeout> | undefined;

  function changed(): void {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      void forget();
    }, GATHER_MS);
  }

  async function ask(): Promise<void> {
    const venue_id = id.value;
    if (!venue_id) return;
    watched.value = await live.value?.ask('watch_room', { venue_id }).then(
      () => venue_id,
      () => undefined,
    );
  }

  useLive(
    (frame) => frame.event === 'room' && frame.venue_id === id.value && changed(),
    () => void ask().then(changed),
  );
  watch(id, () => void ask());
  const asking = setInterval(() => void ask(), TOLD_MS);
  onScopeDispose(() => {
    clearInterval(asking);
    clearTimeout(gathering);
    watched.value = undefined;
  });
}
