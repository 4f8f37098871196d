// A server for tests of components: answers by method and path, and keeps what was sent.
import { vi } from 'vitest';

export type Answers = Record<string, object | ((asked: Request) => [number, object])>;

/** Answer every request from now on; returns what is sent, as it arrives. */
export function answer(answers: Answers): Request[] {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', (asked: Request) => {
    sent.push(asked.clone());
    const found = answers[`${asked.method} ${new URL(asked.url).pathname}`] ?? {};
    const [status, body] = typeof found === 'function' ? found(asked) : [200, found];
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { etag: '"3"' } }));
  });
  return sent;
}
