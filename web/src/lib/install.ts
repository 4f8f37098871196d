// Offers to install the app where that can be done and is not, and leaves alone for months who said no.
import { computed, ref } from 'vue';
import { keep, kept } from './kept';
import { install } from './updates';

const ASKED = 'install-asked';
const REST_MS = 90 * 86_400_000;

/** Whether the app was opened by its own icon; Safari on iOS says so in a word of its own. */
const isInstalled = () =>
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;

/** Safari on iOS installs, but offers nothing by itself. touches: an iPad calls itself a Mac, and has more than one. */
export function isSafariOnIos(agent: string, touches: number): boolean {
  const isIos = /iPhone|iPad|iPod/.test(agent) || (agent.includes('Macintosh') && touches > 1);
  return isIos && agent.includes('Safari/') && !/CriOS|FxiOS|EdgiOS|OPT\/|GSA|DuckDuckGo/.test(agent);
}

/** way: how it can be installed, by the browser's own window or by hand; none where there is nothing to offer. */
export function useInstall() {
  const asked = Number(kept(ASKED) ?? 0);
  const isOver = ref(isInstalled() || Date.now() < asked + REST_MS);
  const isByHand = isSafariOnIos(navigator.userAgent, navigator.maxTouchPoints);
  const way = computed(() => {
    if (isOver.value) return undefined;
    return install.value ? 'window' : isByHand ? 'hand' : undefined;
  });

  function putOff(): void {
    keep(ASKED, String(Date.now()));
    isOver.value = true;
  }
  async function accept(): Promise<void> {
    // A browser that takes its offer back refuses; it will offer again.
    const answer = await install.value?.().catch(() => undefined);
    if (answer?.outcome === 'dismissed') putOff();
  }
  return { way, putOff, accept };
}
