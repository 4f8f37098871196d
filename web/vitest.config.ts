import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { icuMessages } from './tools/vite-icu.ts';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [vue(), icuMessages('src/locales')],
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts', 'tests/unit/**/*.spec.ts'],
    // What a test imports first may take seconds on a busy machine.
    testTimeout: 30_000,
    setupFiles: ['tests/unit/setup.ts'],
    reporters: ['default', './tools/features-reporter.ts'],
  },
});
