// When a page stands with what it asked for: what may wait begins then, and takes nothing from it on a slow network.
import { nextTick } from 'vue';
import { queryClient } from './query';

/** Whoever is behind a network that does not answer gets the bell, and the copy for offline times, all the same. */
const LONGEST_MS = 4_000;
/** A window that is not shown paints nothing. */
const FRAME_MS = 200;

/** Resolves once the page has its heading, no query is on its way and the answers are painted, or after LONGEST_MS. */
export async function whenCalm(): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  const page = document;
  await nextTick();
  // A page whose scripts or session are still to come has asked for nothing yet.
  while ((queryClient.isFetching() || !page.querySelector('h1')) && performance.now() < end) {
    await change(Math.min(FRAME_MS, end - performance.now()));
    await nextTick(); // what an answer leads to is asked for when it is drawn
  }
  await new Promise<void>((resolve) => {
    // A window that was closed meanwhile has no view any more.
    page.defaultView?.requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, FRAME_MS);
  });
}

/** Resolves with the next change of any query, or after that many milliseconds. */
function change(patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = queryClient.getQueryCache().subscribe(done);
    const timer = setTimeout(done, patience);
  });
}
