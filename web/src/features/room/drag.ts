// Dragging a reservation over the screens of a calendar; the engine says whether it may stay where it is dropped.
import { ref } from 'vue';
import { told } from '@/lib/api/problem';
import { useT } from '@/lib/i18n';
import { toast } from '@/lib/toast';
import { dayAndTimeIn } from '@/lib/zoned';
import { move, useForgetRoom, type Card, type Venue } from './api';

export function useDrag(venue: () => Venue) {
  const t = useT('room');
  const forget = useForgetRoom();
  const dragged = ref<Card>();
  /** Minutes between the start of the card and where the pointer took it. */
  const grip = ref(0);
  const canDrag = (card: Card) => card.state === 'confirmed' || card.state === 'seated';

  function begin(event: DragEvent, card: Card, minutes = 0): void {
    dragged.value = card;
    grip.value = minutes;
    if (!event.dataTransfer) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', card.reservation_id);
  }

  /** tables: none to keep those it has. */
  async function drop(startsAt: string, tables: string[] = []): Promise<void> {
    const card = dragged.value;
    dragged.value = undefined;
    if (!card || (startsAt === new Date(card.starts_at).toISOString() && !tables.length)) return;
    const from = { startsAt: card.starts_at, tables: card.table_ids };
    const name = card.name || t('noname');
    try {
      await move(venue(), card.reservation_id, startsAt, tables);
      toast(t('moved', { name, when: dayAndTimeIn(venue().time_zone, startsAt) }), {
        undo: () => void move(venue(), card.reservation_id, from.startsAt, from.tables).finally(forget),
      });
    } catch (error) {
      const { title, advice } = told(error);
      toast(t('unmoved', { name, title, advice }), { tone: 'alert' });
    }
    await forget();
  }

  return { dragged, grip, canDrag, begin, drop, end: () => (dragged.value = undefined) };
}
