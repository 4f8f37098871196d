// Who may open which page. The server decides again on every request; this only leads people to the right door.
import type { NavigationGuardReturn, RouteLocationNormalized } from 'vue-router';
import { useSession, type StaffRole } from '@/lib/session';

export async function guard(to: RouteLocationNormalized): Promise<NavigationGuardReturn> {
  const session = useSession();
  try {
    await session.restore();
  } catch {
    // No network: pages for anybody still open, the others say so themselves.
    if (!isOpen(to)) return { name: 'offline', query: { to: to.fullPath } };
  }
  if (isOpen(to)) return true;
  if (to.meta.for === 'visitor') return session.isSignedIn ? startOf(session) : true;
  if (!session.isSignedIn) return { name: 'login', query: { to: to.fullPath } };
  const wanted = to.meta.for;
  if (wanted && wanted !== 'account') {
    const anyOf: readonly string[] = typeof wanted === 'string' ? [wanted] : wanted;
    if (!anyOf.some((role) => session.roles.includes(role))) {
      // The door of the administration leads everybody of the staff to their own desk.
      const isAtDoor = to.redirectedFrom?.path === '/admin' && session.staffRoles.length > 0;
      return isAtDoor ? startOf(session) : { name: 'forbidden', replace: true };
    }
    if (wanted === 'client' || wanted === 'expert') session.actAs(wanted);
  }
  return true;
}

/** Anybody may open it, signed in or not. */
export const isOpen = (to: RouteLocationNormalized) => (to.meta.for ?? 'anybody') === 'anybody';

const DESKS: Record<StaffRole, string> = {
  administrator: '/admin/settings',
  mediator: '/admin/disputes',
  arbitrator: '/admin/disputes',
  finance: '/admin/finance',
};

/** Where somebody's day begins. */
export function startOf(session: ReturnType<typeof useSession>): string {
  if (session.role === 'client') return '/projects';
  if (session.role === 'expert') return '/opportunities';
  if (session.isAtVenue) return '/venue/today';
  const [staff] = session.staffRoles;
  return staff ? DESKS[staff] : '/notifications';
}
