// One road for every request to /v1: the access token lives here, in memory, and nowhere else.
import { lang } from '@/lib/i18n';
import { kept, SIGNED_IN } from '@/lib/kept';
import { Unreachable } from './problem';

/** No answer of the API takes as long (API Gateway ends it after 30 s): the network has gone without saying so. */
const PATIENCE_MS = 40_000;

type Renew = () => Promise<boolean>;

/** The page's own answers are for its start: whoever asks later is to hear what is true then. */
const START_MS = 30_000;

let token: string | undefined;
let renew: Renew = () => Promise.resolve(false);

export const hasToken = () => token !== undefined;

export function setToken(given: string | undefined): void {
  // What was asked for before is of another session, or of other roles: the first token came with it.
  if (token !== undefined) delete window.early;
  token = given;
}

/** Tell how to get a fresh token: from the session's cookie, or by asking the person to sign in again. */
export function onExpired(how: Renew): void {
  renew = how;
}

/** What came with the page (platform/heads.py): answers by path with query. A page gone back to may be old. */
const brought = new Map(
  performance.getEntriesByType('navigation').some((one) => (one as PerformanceNavigationTiming).type === 'back_forward')
    ? []
    : Object.entries(JSON.parse(document.getElementById('answers')?.textContent ?? '{}') as Record<string, unknown>),
);

/** Answer out of the page, once. */
function fromPage({ method, url }: Request): Response | undefined {
  const { pathname, search } = new URL(url);
  const found = method === 'GET' && performance.now() < START_MS && brought.get(pathname + search);
  return brought.delete(pathname + search) && found ? Response.json(found) : undefined;
}

/** What boot.js asked for as whoever is signed in, before this script was here; once, and nothing if it could not. */
function fromStart({ method, url }: Request): Promise<Response | undefined> | undefined {
  const { pathname, search } = new URL(url);
  const key = `${String(kept(SIGNED_IN))} ${method} ${pathname}${search}`;
  const found = window.early?.get(key);
  window.early?.delete(key);
  return performance.now() < START_MS ? found : undefined;
}

/** Send a request; one that the server no longer knows the sender of is sent again after signing in again. */
export async function transport(request: Request): Promise<Response> {
  const known = fromPage(request);
  if (known) return known;
  const spare = request.clone();
  const answer = await attempt(request);
  if (answer.status !== 401 || isGettingIn(request.url)) return answer;
  return (await renew()) ? attempt(spare) : answer;
}

function isGettingIn(url: string): boolean {
  return new URL(url).pathname.startsWith('/v1/auth/');
}

async function attempt(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  if (token && !isGettingIn(request.url)) headers.set('Authorization', `Bearer ${token}`);
  headers.set('Accept-Language', lang.value);
  // Not AbortSignal.any, which Safari has since 17.4 only, nor a limit to what comes after the head: files may be long.
  const stop = new AbortController();
  const leave = () => stop.abort(request.signal.reason);
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  request.signal.addEventListener('abort', leave);
  if (request.signal.aborted) leave();
  try {
    const early = fromStart(request);
    const answer = early && (await early);
    return answer ?? (await fetch(new Request(request, { headers, credentials: 'same-origin', signal: stop.signal })));
  } catch (error) {
    throw request.signal.aborted ? error : new Unreachable(error);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', leave);
  }
}
