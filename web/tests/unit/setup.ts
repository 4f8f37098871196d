// What a browser has and happy-dom has not.
import { beforeAll } from 'vitest';
import { need, setLang } from '@/lib/i18n';

const locks = { request: (_name: string, work: () => Promise<unknown>) => work() };
Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });

beforeAll(async () => {
  await need('shell', 'problems');
  await setLang('en');
});
