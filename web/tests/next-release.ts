// A front door before the front door: what it serves can become the next release while pages are open.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const WEB = process.env['GUILDHALL_WEB'] ?? 'http://localhost:4569';
const MARK = '<meta name="release" content="next" />';

export interface Door {
  url: string;
  /** From now on the page is another, and the service worker knows it by another revision. */
  publishNext: () => void;
  /** How often the service worker was asked for. */
  looks: () => number;
  close: () => Promise<void>;
}

/** Pass everything on; after `publishNext`, change the two files that a new release always changes. */
export async function openDoor(): Promise<Door> {
  let isNext = false;
  let looks = 0;
  const changed: Record<string, (text: string) => string> = {
    '/index.html': (text) => text.replace('</head>', `${MARK}</head>`),
    '/sw.js': (text) => text.replace(/"revision":"\w+","url":"index.html"/, '"revision":"next","url":"index.html"'),
  };
  const server = http.createServer((asked, answer) => {
    const path = asked.url ?? '/';
    if (path === '/sw.js') looks += 1;
    const change = isNext ? changed[path.split('?')[0] ?? ''] : undefined;
    const headers = { ...asked.headers, ...(change ? { 'accept-encoding': 'identity' } : {}) };
    const passed = http.request(new URL(path, WEB), { method: asked.method, headers }, (got) => {
      if (!change) {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      got.on('data', (part: Buffer) => parts.push(part));
      got.on('end', () => {
        const text = change(Buffer.concat(parts).toString());
        answer.writeHead(got.statusCode ?? 502, { ...got.headers, 'content-length': Buffer.byteLength(text) });
        answer.end(text);
      });
    });
    passed.on('error', () => answer.writeHead(502).end());
    asked.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://localhost:${String((server.address() as AddressInfo).port)}`,
    publishNext: () => (isNext = true),
    looks: () => looks,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
