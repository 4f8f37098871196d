import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onExpired, setToken, transport } from '@/lib/api/transport';
import { Unreachable } from '@/lib/api/problem';

const LONG_MS = 120_000;
const asked: Request[] = [];
let answers: (() => Response | Promise<Response>)[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    return Promise.resolve((answers.shift() ?? (() => new Response('{}')))());
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  setToken(undefined);
});

const post = (body: string, path = '/v1/projects') =>
  new Request(`http://localhost${path}`, {
    method: 'POST',
    body,
    headers: { 'Idempotency-Key': 'one' },
  });

it('[WEB-21] sends what was refused for an expired session again, whole and under the same key, after signing in again', async () => {
  setToken('old');
  onExpired(() => {
    setToken('new');
    return Promise.resolve(true);
  });
  answers = [() => new Response('', { status: 401 }), () => new Response('{"ok":1}')];

  const answer = await transport(post('{"title":"long text"}'));

  expect(answer.status).toBe(200);
  expect(asked.map((one) => one.headers.get('Authorization'))).toEqual(['Bearer old', 'Bearer new']);
  expect(asked.map((one) => one.headers.get('Idempotency-Key'))).toEqual(['one', 'one']);
  expect(await asked[1]?.text()).toBe('{"title":"long text"}');
});

it('answers 401 when nobody signs in again', async () => {
  onExpired(() => Promise.resolve(false));
  answers = [() => new Response('', { status: 401 })];

  expect((await transport(post('{}'))).status).toBe(401);
  expect(asked).toHaveLength(1);
});

it('never renews because a wrong password was answered with 401', async () => {
  const renew = vi.fn(() => Promise.resolve(true));
  onExpired(renew);
  answers = [() => new Response('', { status: 401 })];

  await transport(post('{}', '/v1/auth/sign-in'));

  expect(renew).not.toHaveBeenCalled();
});

it('says that the server cannot be reached when nothing comes back', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));

  await expect(transport(post('{}'))).rejects.toBeInstanceOf(Unreachable);
});

it('[WEB-21] gives up a server that never answers, and lets who asked go before', async () => {
  vi.stubGlobal(
    'fetch',
    ({ signal }: Request) => new Promise((_, refuse) => signal.addEventListener('abort', () => refuse(signal.reason as Error))),
  ); // prettier-ignore
  vi.useFakeTimers();
  vi.stubGlobal(
    'AbortSignal',
    class extends AbortSignal {
      static any = undefined;
    },
  ); // Safari before 17.4
  const gone = new AbortController();
  const asked = transport(post('{}'));
  const left = transport(new Request('http://localhost/v1/projects', { signal: gone.signal }));

  gone.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  const refused = expect(asked).rejects.toBeInstanceOf(Unreachable);
  await vi.advanceTimersByTimeAsync(LONG_MS);
  await refused;
});

it('lets a long file come as long as it takes, once it has begun', async () => {
  vi.useFakeTimers();
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const limit = new AbortController(); // the browser's own clock is no fake one
    setTimeout(() => limit.abort(), ms);
    return limit.signal;
  });

  await transport(new Request('http://localhost/v1/papers/one'));
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(LONG_MS);

  expect(asked[0]?.signal.aborted).toBe(false);
});
