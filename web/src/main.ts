import './styles/main.css';
import '@/lib/theme';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './app/App.vue';
import { router } from './app/router';
import { whenCalm } from './lib/calm';
import { need } from './lib/i18n';
import { queryClient } from './lib/query';

const app = createApp(App).use(router).use(VueQueryPlugin, { queryClient });

void need('shell').then(() => app.mount('#app'));

// What may wait until the page can be used: words for what goes wrong, the copy for offline times, the service worker,
// measurements. What boot.js asked for and nobody took is old by then.
void router
  .isReady()
  .catch(() => undefined)
  .then(whenCalm)
  .then(() => {
    delete window.early;
    void need('problems').catch(() => undefined); // Failure.vue asks again
    const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500));
    idle(() => void import('./runtime').then((runtime) => runtime.start()));
  });
