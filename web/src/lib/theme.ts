// How the page looks: light, dark or as the system says; roomy or compact rows.
import { ref, watchEffect } from 'vue';
import { keep, kept } from './kept';

export type Theme = 'light' | 'dark' | 'system';
export type Density = 'comfortable' | 'compact';

const query = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = ref(query.matches);
query.addEventListener('change', (event) => (systemIsDark.value = event.matches));

export const theme = ref<Theme>((kept('theme') as Theme | null) ?? 'system');
export const density = ref<Density>(kept('density') === 'compact' ? 'compact' : 'comfortable');

watchEffect(() => {
  const isDark = theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  keep('theme', theme.value);
});
watchEffect(() => {
  document.documentElement.dataset.density = density.value;
  keep('density', density.value);
});
