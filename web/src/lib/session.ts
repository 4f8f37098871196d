// Who is signed in. The access token is in memory; what outlives a reload is the cookie that only /v1/auth sees.
import { computed, reactive, ref, shallowRef } from 'vue';
import { api, got, type Schemas } from './api/client';
import { Refusal, Unreachable } from './api/problem';
import { onExpired, setToken } from './api/transport';
import { isAsked, langOf, setLang } from './i18n';
import { ACCOUNT, forget, keep, kept, LEFT, SIGNED_IN } from './kept';
import { forgetAll, handTo, queryClient } from './query';

export type Account = Schemas['AccountOut'];
export type WorkRole = 'client' | 'expert';
export const STAFF = ['administrator', 'mediator', 'arbitrator', 'finance'] as const;
export type StaffRole = (typeof STAFF)[number];

/** Who owns a venue, and who works at one. */
export const VENUE_ROLES = ['venue', 'venue_staff'] as const;
export type VenueRole = (typeof VENUE_ROLES)[number];

type Given = Schemas['SessionOut'];

/** Whose session it is: told with it, or asked for. */
const ownerOf = async (given?: Given): Promise<Account> => given?.account ?? (await got(api.GET('/v1/me')));

/** Whoever is signed in here, as they were when the server last said it; boot.js reads the same. */
function remembered(): Account | undefined {
  try {
    const found = JSON.parse(kept(ACCOUNT) ?? 'null') as Account | null;
    return found?.account_id === kept(SIGNED_IN) && Array.isArray(found?.roles) ? found : undefined;
  } catch {
    return undefined; // what is kept on a device may be anything
  }
}

/** Says that a page of ours asks: the cookie alone proves nothing. */
export const INTENT = { 'X-Requested-With': 'guildhall-web' };
const ROLE = 'role';

function makeSession() {
  const account = shallowRef<Account>();
  const preferred = ref(kept(ROLE));
  /** Set while the person has to sign in again over what they were doing. */
  const expired = ref(false);
  /** The server could not be asked who it is: this device remembers it. */
  const isRemembered = ref(false);
  let waiting: ((renewed: boolean) => void)[] = [];
  let renewal: Promise<boolean> | undefined;
  let restoring: Promise<void> | undefined;

  const isSignedIn = computed(() => account.value !== undefined);
  /** Somebody is signed in, or was when this browser was last used. */
  const isExpected = () => isSignedIn.value || kept(SIGNED_IN) !== null;
  const roles = computed(() => account.value?.roles ?? []);
  const isAdministrator = computed(() => roles.value.includes('administrator'));
  const staffRoles = computed(() => STAFF.filter((role) => roles.value.includes(role)));
  const isAtVenue = computed(() => VENUE_ROLES.some((role) => roles.value.includes(role)));
  const workRoles = computed(() => (['client', 'expert'] as const).filter((role) => roles.value.includes(role)));
  const role = computed<WorkRole | undefined>(
    () => workRoles.value.find((one) => one === preferred.value) ?? workRoles.value[0],
  );

  function actAs(chosen: WorkRole): void {
    preferred.value = chosen;
    keep(ROLE, chosen);
  }

  /** Begin a session that the server just gave. */
  async function begin(given: Given): Promise<void> {
    const before = account.value?.account_id;
    const found = know(await own(given));
    forget(LEFT); // the cookie is another one now
    const language = langOf(found.locale);
    if (language && !isAsked) await setLang(language).catch(() => undefined); // whose words cannot be had, reads on
    if (expired.value) settle(before === found.account_id);
  }

  /** Take a session over with its owner; what this window has of anybody else is forgotten before. */
  async function own(given: Given): Promise<Account> {
    setToken(given.access_token);
    const found = await ownerOf(given);
    // At once: other windows read here whose the cookie is now.
    keep(SIGNED_IN, found.account_id);
    await handTo(found.account_id);
    return (account.value = found);
  }

  /** Take over what the server says of them, and remember it. */
  function know(found: Account): Account {
    keep(ACCOUNT, JSON.stringify(found));
    isRemembered.value = false;
    return (account.value = found);
  }

  /** Take a fresh token, unless somebody else signed in from another window: this one then begins anew as theirs. */
  function take(given: Given): boolean {
    if (given.account && account.value && given.account.account_id !== account.value.account_id) {
      location.reload();
      return false;
    }
    setToken(given.access_token);
    isRemembered.value = false;
    if (given.account && account.value) know(given.account);
    return true;
  }

  /** Ask the cookie for a fresh token; undefined when there is no session any more. */
  async function fromCookie(): Promise<Given | undefined> {
    try {
      const answer = await got(api.POST('/v1/auth/refresh', { headers: INTENT }));
      return answer.kind === 'session' ? answer : undefined;
    } catch (error) {
      if (error instanceof Refusal && error.status < 500) return undefined;
      throw error;
    }
  }

  /** Take the session up again after a reload, once; a visitor who never signed in costs no request. */
  function restore(): Promise<void> {
    restoring ??= (async () => {
      if (kept(LEFT)) void import('./sign-out').then((leaving) => leaving.endLeft()).catch(() => undefined);
      if (!kept(SIGNED_IN)) return;
      // Two tabs must not use the same refresh token at the same time.
      const given = await exclusively(fromCookie);
      if (given) know(await own(given));
      else forgetWho();
    })().catch((error: unknown) => {
      const found = error instanceof Unreachable ? remembered() : undefined;
      isRemembered.value = found !== undefined;
      // Without a token: the first request that is answered with 401 asks the cookie for one.
      if (found) return void (account.value = found);
      restoring = undefined;
      throw error;
    });
    return restoring;
  }

  function forgetWho(): void {
    forget(SIGNED_IN);
    forget(ACCOUNT);
  }

  /** A request was refused with 401: renew quietly, or let the person sign in where they are. */
  function renew(): Promise<boolean> {
    renewal ??= (async () => {
      const given = await exclusively(fromCookie);
      if (given) return take(given);
      if (!account.value) return false;
      expired.value = true;
      return new Promise<boolean>((resolve) => waiting.push(resolve));
    })().finally(() => (renewal = undefined));
    return renewal;
  }

  function settle(renewed: boolean): void {
    expired.value = false;
    for (const resolve of waiting) resolve(renewed);
    waiting = [];
  }

  async function reload(): Promise<void> {
    know(await ownerOf());
  }

  /** Take a role that was just granted into the token. */
  async function refreshRoles(): Promise<void> {
    const given = await exclusively(fromCookie);
    if (given && !take(given)) return;
    know(await ownerOf(given));
    await queryClient.invalidateQueries();
  }

  /** Forget the session on this device. */
  async function end(): Promise<void> {
    setToken(undefined);
    forgetWho();
    account.value = undefined;
    settle(false);
    await forgetAll();
  }

  onExpired(renew);

  return {
    isRemembered,
    account, expired, isSignedIn, isExpected, roles, isAdministrator, isAtVenue, staffRoles, workRoles, role,
    actAs, begin, restore, reload, refreshRoles, end, settle,
  }; // prettier-ignore
}

// The one thing that every page shares: a library of stores would be a twentieth of what a visitor loads.
const session = reactive(makeSession());

/** The session of this window. */
export const useSession = () => session;

async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? ((await navigator.locks.request('guildhall-session', work)) as T) : work();
}
