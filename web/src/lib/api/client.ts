// The API's client, typed by the committed OpenAPI document.
import createClient from 'openapi-fetch';
import { Refusal, type ProblemBody } from './problem';
import type { components, paths } from './schema';
import { transport } from './transport';

export type Schemas = components['schemas'];

// HTTP API joins repeated query keys with commas, so they are sent that way.
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: transport,
  querySerializer: { array: { style: 'form', explode: false } },
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Return what the server answered. Throws Refusal, or Unreachable when nothing came back. */
export async function got<T>(asked: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (response.ok) return data as NonNullable<T>;
  const refusal = new Refusal(problemOf(error, response));
  throw await import('./worded').then(
    ({ worded }) => worded(refusal),
    () => refusal,
  );
}

function problemOf(body: unknown, response: Response): ProblemBody {
  if (body && typeof body === 'object' && 'type' in body && 'title' in body) {
    const seconds = Number(response.headers.get('retry-after'));
    return { ...(body as ProblemBody), status: response.status, ...(seconds ? { retry_after_seconds: seconds } : {}) };
  }
  // A gateway in between answered in words of its own.
  return { type: 'about:blank', title: response.statusText, status: response.status, detail: '' };
}

/** The header that asks for the version which the person has seen. */
export const seen = (version: number) => ({ 'if-match': `"${String(version)}"` });

/** A fresh key for one thing that a person does; kept for every retry of it. */
export const newKey = () => ({ 'Idempotency-Key': crypto.randomUUID() });
