import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  localStorage.clear();
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
  vi.stubGlobal('AbortSignal', Object.assign(class extends AbortSignal {}, { any: undefined })); // Safari before 17.4
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

/** A window of acc_1 whose cookie is now of somebody. */
async function windowOf(cookieOf: string) {
  vi.resetModules();
  const { useSession } = await import('@/lib/session');
  const road = await import('@/lib/api/transport');
  const { signOut } = await import('@/lib/sign-out');
  useSession().account = { account_id: 'acc_1', roles: [] } as never;
  localStorage.setItem('signed-in', cookieOf);
  road.setToken('of acc_1');
  const account = { account_id: cookieOf, roles: [], locale: 'en' };
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    const isFresh = request.headers.get('Authorization')?.startsWith('fresh', 7);
    if (request.url.endsWith('/v1/auth/refresh'))
      return Promise.resolve(Response.json({ kind: 'session', access_token: 'fresh', account }));
    if (request.url.endsWith('/v1/auth/sign-out')) return Promise.resolve(new Response(null, { status: 204 }));
    return Promise.resolve(Response.json({}, { status: isFresh ? 200 : 401 }));
  });
  const reload = vi.spyOn(location, 'reload').mockReturnValue();
  const sent = () => asked.map((one) => `${new URL(one.url).pathname} ${one.headers.get('Authorization') ?? ''}`);
  return { session: useSession(), signOut, send: road.transport, reload, sent };
}

it('[WEB-21] sends nothing as somebody else who signed in from another window, and begins anew as theirs', async () => {
  const { send, reload, sent } = await windowOf('acc_2');

  expect((await send(post('{}'))).status).toBe(401);

  expect(sent()).toEqual(['/v1/projects Bearer of acc_1', '/v1/auth/refresh ']);
  expect(reload).toHaveBeenCalledOnce();
});

it('takes no roles of somebody else who signed in from another window', async () => {
  const { session, send, reload, sent } = await windowOf('acc_2');

  await session.refreshRoles();
  await send(post('{}'));

  expect(session.account?.account_id).toBe('acc_1');
  expect(sent().join()).not.toContain('Bearer fresh');
  expect(reload).toHaveBeenCalled();
});

it('renews the session of the same person quietly', async () => {
  const { send, reload } = await windowOf('acc_1');

  expect((await send(post('{}'))).status).toBe(200);
  expect(reload).not.toHaveBeenCalled();
});

it('[WEB-21] ends no session of somebody else who signed in from another window, nor what they are pushed to', async () => {
  const { signOut, reload, sent } = await windowOf('acc_2');
  localStorage.setItem('push', 'sub_of_acc_2');

  expect(await signOut()).toBe(false);

  expect(sent()).toEqual([]);
  expect(localStorage.getItem('signed-in')).toBe('acc_2');
  expect(reload).toHaveBeenCalledOnce();
});

it('signs the person of its own window out', async () => {
  const { signOut, reload, sent } = await windowOf('acc_1');

  expect(await signOut()).toBe(true);

  expect(sent()).toEqual(['/v1/auth/sign-out ']);
  expect(localStorage.getItem('signed-in')).toBeNull();
  expect(reload).not.toHaveBeenCalled();
});

describe('what came with the page', () => {
  const VENUE = '/v1/public/venues/chez-nour';
  const opened = async (answers: object, type = 'navigate') => {
    document.body.innerHTML = `<script type="application/json" id="answers">${JSON.stringify(answers)}</script>`;
    vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type } as unknown as PerformanceEntry]);
    vi.resetModules();
    return (await import('@/lib/api/transport')).transport;
  };
  const get = (path: string) => new Request(`http://localhost${path}`);

  afterEach(() => (document.body.innerHTML = ''));

  it('answers what it is the answer to, once, and nothing else', async () => {
    const send = await opened({ [`${VENUE}?language=fr`]: { name: 'Chez Nour' } });

    expect(await (await send(get(`${VENUE}?language=en`))).json()).toEqual({});
    expect(await (await send(get(`${VENUE}?language=fr`))).json()).toEqual({ name: 'Chez Nour' });
    expect(await (await send(get(`${VENUE}?language=fr`))).json()).toEqual({});
    expect(asked.map((one) => new URL(one.url).search)).toEqual(['?language=en', '?language=fr']);
  });

  it('answers nothing that is sent', async () => {
    const send = await opened({ '/v1/projects': {} });

    await send(post('{}'));

    expect(asked).toHaveLength(1);
  });

  it('is not believed when somebody went back to the page, nor once it has started', async () => {
    const back = await opened({ [VENUE]: { name: 'of yesterday' } }, 'back_forward');
    await back(get(VENUE));
    const late = await opened({ [VENUE]: { name: 'of an hour ago' } });
    vi.spyOn(performance, 'now').mockReturnValue(60_000);
    await late(get(VENUE));

    expect(asked).toHaveLength(2);
  });
});
