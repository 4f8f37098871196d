// Leaving this device. Windows share it, and its cookie: one that was left open must not end what is another's by now.
import { api, got } from './api/client';
import { isAnswer } from './api/problem';
import { forget, keep, kept, LEFT, PUSHED_TO, SIGNED_IN } from './kept';
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
  await leave();
  await useSession().end();
  return true;
}

/** End the session at the server; what cannot reach it is done when the network is back. Throws Refusal. */
async function leave(): Promise<void> {
  try {
    // Who closes the page with the same move has left all the same.
    await got(api.POST('/v1/auth/sign-out', { headers: INTENT, keepalive: true }));
    forget(LEFT);
  } catch (error) {
    if (!isAnswer(error)) return void keep(LEFT, '1');
    forget(LEFT);
    throw error;
  }
}

/** End at the server what was ended here without a network. */
export const endLeft = async () => (kept(LEFT) ? leave().catch(() => undefined) : undefined);
