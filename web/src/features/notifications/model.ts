/** What the person changed since reading it stays; the rest is as the server has it now. */
export function merged<T extends object>(now: T, read?: T, mine?: T): T {
  if (!read || !mine) return { ...now };
  const names = Object.keys(now) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, (mine[name] === read[name] ? now : mine)[name]])) as T;
}
