// Small choices kept on this device. A browser that forbids storage, or whose disk is full, forgets them: no error.

/** What the server calls this browser among those that are pushed to. */
export const PUSHED_TO = 'push';
/** Whose session this browser has, as far as is known: an account. */
export const SIGNED_IN = 'signed-in';
/** Who that is, for times without a network: goes with the session. */
export const ACCOUNT = 'account';
/** A session that was ended here without a network and not at the server yet. */
export const LEFT = 'left';

export function keep(name: string, value: string): boolean {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}
