import base from './playwright.config.ts';

// `npm run gallery`: screenshots of every route for a person to look through, in tests/gallery/shots.
export default {
  ...base,
  globalSetup: './tests/world-setup.ts',
  testMatch: ['gallery/**/*.e2e.ts'],
  reporter: 'list',
  maxFailures: 0,
};
