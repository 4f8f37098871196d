// Leaving this device. Windows share it, and its cookie: one that was left open must not end what is another's by now.
import { api, got } from './api/client';
import { kept, PUSHED_TO, SIGNED_IN } from './kept';
import { INTENT, useSession } from './session';

/** Whether somebody else signed in from another window since; this one then begins anew as theirs. */
export function isOvertaken(): boolean {
  const owner = kept(SIGNED_IN);
  const { account } = useSession();
  const isTheirs = owner !== null && account !== undefined && owner !== account.account_id;
  if (isTheirs) location.reload();
  return isTheirs;
}

/** Leave this device, which is told nothing any more: somebody else may use it next. False: it is theirs already. */
export async function signOut(): Promise<boolean> {
  if (isOvertaken()) return false;
  const device = kept(PUSHED_TO);
  if (device) await import('./push').then((push) => push.turnPushOff(device)).catch(() => undefined);
  // Who closes the page with the same move has left all the same.
  await got(api.POST('/v1/auth/sign-out', { headers: INTENT, keepalive: true }));
  await useSession().end();
  return true;
}
