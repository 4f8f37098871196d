import { defineConfig } from '@playwright/test';

// Against a running local platform: GUILDHALL_WEB and GUILDHALL_DESK say where it is (tests/e2e/test_browser.py).
export default defineConfig({
  testDir: 'tests',
  testMatch: ['e2e/**/*.e2e.ts'],
  workers: 1,
  // What a platform does for the first time takes many seconds where every core is busy.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
  maxFailures: 3,
  reporter: [['list'], ['./tools/features-playwright.ts']],
  outputDir: 'test-results',
  use: {
    baseURL: process.env['GUILDHALL_WEB'] ?? 'http://localhost:4569',
    locale: 'en-GB',
    launchOptions: {
      ...(process.env['CHROMIUM'] ? { executablePath: process.env['CHROMIUM'] } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A microphone that beeps, and nobody who has to allow it.
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
      ],
    },
  },
});
