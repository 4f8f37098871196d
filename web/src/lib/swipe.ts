// A stroke of one finger over the glass. Whatever it does has a button and a key too.
import { onMounted, onScopeDispose, watch } from 'vue';
import { dir } from './i18n';

/** next and before follow the direction of reading; down is down. */
export type Stroke = 'next' | 'before' | 'down';

interface Spot {
  x: number;
  y: number;
  /** Milliseconds, of any clock. */
  at: number;
}

const LEAST_PX = 56;
const MOST_MS = 700;
/** How far it may lead aside, as a share of its length. */
const ASIDE = 0.5;

/** What a finger meant that went from one spot to another; undefined where it pressed, scrolled or lingered. */
export function strokeOf(from: Spot, to: Spot, isRtl: boolean): Stroke | undefined {
  const x = to.x - from.x;
  const y = to.y - from.y;
  if (to.at - from.at > MOST_MS) return undefined;
  if (Math.abs(x) >= LEAST_PX && Math.abs(y) <= Math.abs(x) * ASIDE) return x < 0 === isRtl ? 'before' : 'next';
  return y >= LEAST_PX && Math.abs(x) <= y * ASIDE ? 'down' : undefined;
}

/** Whether a finger here moves something else: a list that scrolls sideways, something to drag, a field. */
function isTaken(element: Element | null, root: Element): boolean {
  for (let one = element; one && one !== root; one = one.parentElement) {
    if (one.matches('input, textarea, select, [draggable=true]')) return true;
    if (one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
  }
  return false;
}

/** Hear strokes over an element as long as the component is there. */
export function useSwipe(find: () => HTMLElement | null, told: (stroke: Stroke) => void): void {
  let from: Spot | undefined;
  let root: HTMLElement | null = null;
  const spot = ({ changedTouches: [touch], timeStamp: at }: TouchEvent): Spot => ({ x: touch?.clientX ?? 0, y: touch?.clientY ?? 0, at }); // prettier-ignore
  const begin = (event: TouchEvent) =>
    (from = event.touches.length === 1 && root && !isTaken(event.target as Element, root) ? spot(event) : undefined);
  const end = (event: TouchEvent) => {
    const stroke = from && strokeOf(from, spot(event), dir.value === 'rtl');
    from = undefined;
    if (stroke) told(stroke);
  };
  const on = (now: HTMLElement | null) => {
    root?.removeEventListener('touchstart', begin);
    root?.removeEventListener('touchend', end);
    root = now;
    root?.addEventListener('touchstart', begin, { passive: true });
    root?.addEventListener('touchend', end, { passive: true });
  };
  watch(find, on, { flush: 'post' });
  onMounted(() => on(find()));
  onScopeDispose(() => on(null));
}
