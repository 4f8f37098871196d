// A newer version waits until the person takes it; the browser's offer to install waits in the display menu.
import { shallowRef } from 'vue';

type InstallPrompt = Event & { prompt: () => Promise<void> };

export const takeUpdate = shallowRef<() => void>();
export const install = shallowRef<() => Promise<void>>();

export function offerUpdate(take: () => void): void {
  takeUpdate.value = take;
}

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  install.value = async () => {
    install.value = undefined;
    await (event as InstallPrompt).prompt();
  };
});
