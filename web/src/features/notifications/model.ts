/** What the person changed since reading it stays; the rest is as the server has it now. */
export function merged<T extends object>(now: T, read?: T, mine?: T): T {
  if (!read || !mine) return { ...now };
  const names = Object.keys(now) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, (mine[name] === read[name] ? now : mine)[name]])) as T;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What a person changed of what was known, together with what another device changed of it meanwhile; undefined where
 * both changed the same.
 */
export function reconciled<T extends object>(mine: T, known: object, theirs: object): T | undefined {
  const found = { ...mine };
  for (const name of Object.keys(mine) as (keyof T & string)[]) {
    if (!(name in known) || !(name in theirs)) continue;
    const [read, now] = [known[name as never], theirs[name as never]];
    if (isSame(mine[name], read)) found[name] = now;
    else if (!isSame(now, read) && !isSame(now, mine[name])) return undefined;
  }
  return found;
}
