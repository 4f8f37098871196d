import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onExpired, setToken, transport } from '@/lib/api/transport';
import { Unreachable } from '@/lib/api/problem';

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
  const patience = new AbortController();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
  const gone = new AbortController();
  const asked = transport(post('{}'));
  const left = transport(new Request('http://localhost/v1/projects', { signal: gone.signal }));

  gone.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  patience.abort(new DOMException('', 'TimeoutError'));
  await expect(asked).rejects.toBeInstanceOf(Unreachable);
});
