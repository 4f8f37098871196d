import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { breakageOf, measured, patternOf, watchField } from '@/lib/field';

interface Told {
  route: string;
  app_release: string;
  errors: { name: string; frames: string[] }[];
}

describe('what a page view tells of itself', () => {
  it.each([
    [undefined, '/'],
    ['/', '/'],
    ['/projects/:id', '/projects/:id'],
    ['/:rest(.*)*', '/:rest'],
    ['/venues/:slug/book/:step(when|who)?', '/venues/:slug/book/:step'],
    ['/reservations/manage/:token?', '/reservations/manage/:token'],
  ])('is the pattern of its path: %s', (path, pattern) => {
    expect(patternOf(path)).toBe(pattern);
  });

  it('is the class of an error and its places in our own bundle, never its message', () => {
    const error = new TypeError('amina@experts.example is not a function');
    error.stack = `TypeError: amina@experts.example is not a function
    at https://web.example/assets/index-Bx3.js:1:2345
    at chrome-extension://abc/content.js:9:9
    at async https://web.example/assets/page-C.js:2:10`;

    expect(breakageOf(error)).toEqual({
      name: 'TypeError',
      frames: ['assets/index-Bx3.js:1:2345', 'assets/page-C.js:2:10'],
    });
    expect(breakageOf('a secret')).toEqual({ name: 'Error', frames: [] });
  });

  it('is in milliseconds, and in thousandths where a vital has no unit', () => {
    expect(measured({ name: 'LCP', value: 1234.56 })).toEqual({ vital: 'LCP', value: 1235 });
    expect(measured({ name: 'CLS', value: 0.0421 })).toEqual({ vital: 'CLS', value: 42 });
    expect(measured({ name: 'INP', value: 3_600_000 })).toEqual({ vital: 'INP', value: 600_000 });
  });
});

describe('a watched page', () => {
  const told: Promise<Told>[] = [];
  beforeEach(() => {
    told.length = 0;
    vi.stubGlobal('navigator', {
      sendBeacon: (_: string, body: Blob) => told.push(body.text().then((text) => JSON.parse(text) as Told)),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('tells of an error once, with the route it was on', async () => {
    watchField('4f2a90c1b7de', () => '/contracts/:id');
    const error = new RangeError('no');
    error.stack = 'at https://web.example/assets/page-C.js:2:10';

    window.dispatchEvent(new ErrorEvent('error', { error }));
    window.dispatchEvent(new ErrorEvent('error', { error }));

    expect(await Promise.all(told)).toMatchObject([
      {
        app_release: '4f2a90c1b7de',
        route: '/contracts/:id',
        vitals: [],
        errors: [{ name: 'RangeError', frames: ['assets/page-C.js:2:10'] }],
      },
    ]);
  });
});
