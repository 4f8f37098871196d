// A newer version waits until the person takes it; the browser's offer to install waits until the person asks.
import { shallowRef } from 'vue';

type Outcome = { outcome: 'accepted' | 'dismissed' };
type InstallPrompt = Event & { prompt: () => Promise<Outcome> };

export const takeUpdate = shallowRef<() => void>();
export const install = shallowRef<() => Promise<Outcome>>();

export function offerUpdate(take: () => void): void {
  takeUpdate.value = take;
}

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  install.value = () => {
    install.value = undefined;
    return (event as InstallPrompt).prompt();
  };
});
// By way of the address bar, perhaps: what was offered before is void.
addEventListener('appinstalled', () => (install.value = undefined));
