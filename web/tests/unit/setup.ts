// What a browser has and happy-dom has not.
import { beforeAll } from 'vitest';
import { need, setLang } from '@/lib/i18n';

beforeAll(async () => {
  await need('shell', 'problems');
  await setLang('en');
});
