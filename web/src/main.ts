import './styles/main.css';
import '@/lib/theme';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './app/App.vue';
import { router } from './app/router';
import { need } from './lib/i18n';
import { queryClient } from './lib/query';

const app = createApp(App).use(router).use(VueQueryPlugin, { queryClient });

void need('shell').then(() => {
  app.mount('#app');
  // Nothing can go wrong before something was asked for: these words follow the page.
  void need('problems');
});

// What may wait until the page can be used: the copy for offline times, the service worker, measurements.
const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500));
addEventListener('load', () => idle(() => void import('./runtime').then((runtime) => runtime.start())));
