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
    // By itself it leaves one core alone, which of two is half of them.
    maxWorkers: '100%',
    // What a test imports first may take seconds on a busy machine.
    testTimeout: 30_000,
    setupFiles: ['tests/unit/setup.ts'],
    reporters: ['default', './tools/features-reporter.ts'],
  },
});
