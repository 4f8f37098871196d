// ULIDs made here, so that a message sent twice is one message.
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function ulid(now = Date.now()): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = (LETTERS[rest % 32] ?? '0') + time;
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(random, (byte) => LETTERS[byte % 32]).join('');
}
