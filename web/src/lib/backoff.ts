// How long to wait before the next try.
const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Milliseconds before try number `count` (from 0): doubled each time, spread so that many do not come at once. */
export const backoff = (count: number, random = Math.random()) =>
  Math.min(MOST_MS, FIRST_MS * 2 ** count) * (0.5 + random / 2);
