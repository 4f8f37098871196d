// What identity asks of its fields before anything is sent; messages are keys of the `problems` words.
import * as v from 'valibot';

export const email = v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.email('email'));
export const password = v.pipe(v.string(), v.nonEmpty('required'));
export const newPassword = v.pipe(
  v.string(),
  v.nonEmpty('required'),
  v.check((given) => given.length >= 12 && /[a-z]/.test(given) && /[A-Z]/.test(given) && /\d/.test(given), 'password'),
);
export const code = v.pipe(v.string(), v.trim(), v.regex(/^\d{6}$/, 'code'));
export const displayName = v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(80, 'long'));

export type OpenRole = 'client' | 'expert' | 'venue';
export const OPEN_ROLES: readonly OpenRole[] = ['client', 'expert', 'venue'];
