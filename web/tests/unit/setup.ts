// What a browser has and happy-dom has not; and no test goes by what Vue, the router or the cache of queries warn of.
import { afterEach, beforeAll, expect, vi } from 'vitest';
import { need, setLang } from '@/lib/i18n';

const locks = { request: (_name: string, work: () => Promise<unknown>) => work() };
Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });

// A second, its own limit, is short where every core is busy.
const { waitFor } = vi;
vi.waitFor = (look, options) => waitFor(look, options ?? { timeout: 15_000 });

const warned: string[] = [];
console.warn = console.error = (...words: unknown[]) => void warned.push(words.map(String).join(' '));

beforeAll(async () => {
  await need('shell', 'problems');
  await setLang('en');
});
afterEach(() => expect(warned.splice(0), 'said on the console').toEqual([]));
