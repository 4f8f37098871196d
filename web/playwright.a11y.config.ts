import base from './playwright.config.ts';

// `npm run test:a11y`: axe over every route. Two pages are walked at once: most of the time is axe's own.
export default {
  ...base,
  globalSetup: './tests/world-setup.ts',
  testMatch: ['a11y/**/*.e2e.ts'],
  fullyParallel: true,
  workers: 2,
  maxFailures: 0,
};
