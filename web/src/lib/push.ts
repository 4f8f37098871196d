// Pushes to this browser: asked for by the person, in the settings, and never on the way to something else.
import { api, got, newKey } from './api/client';
import { forget, keep, kept, PUSHED_TO } from './kept';

/** denied: the browser says no by itself until its settings are changed. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

/** Where there is no push service, `subscribe` never answers. */
const PATIENCE_MS = 15_000;

/** What the server calls this browser, where it is subscribed. */
export const ownSubscription = () => kept(PUSHED_TO);

export class PushUnavailable extends Error {}

const registration = () => navigator.serviceWorker.getRegistration();

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const known = await (await registration())?.pushManager.getSubscription();
  return known && ownSubscription() ? 'on' : 'off';
}

/** Ask the browser, then tell the server. Throws PushUnavailable, Refusal, Unreachable. */
export async function turnPushOn(label: string): Promise<PushState> {
  const worker = await registration();
  if (!worker) throw new PushUnavailable('there is no service worker');
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { public_key } = await got(api.GET('/v1/push/key'));
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(public_key) };
  const made = await inTime(worker.pushManager.subscribe(options));
  const { endpoint, keys } = made.toJSON();
  const body = {
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
    label,
  };
  const { subscription_id } = await got(api.POST('/v1/push/subscriptions', { body, params: { header: newKey() } }));
  keep(PUSHED_TO, subscription_id);
  return 'on';
}

/** Push no more to a device; to this one, the browser forgets its address too. */
export async function turnPushOff(subscription_id: string): Promise<void> {
  try {
    await got(api.DELETE('/v1/push/subscriptions/{subscription_id}', { params: { path: { subscription_id } } }));
  } finally {
    // Also without a network: what is still sent to an address that the browser forgot, nobody gets.
    if (subscription_id === ownSubscription()) {
      forget(PUSHED_TO);
      await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
    }
  }
}

const inTime = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new PushUnavailable('no answer')), PATIENCE_MS)),
  ]);

/** The bytes of base64url (RFC 4648, section 5). */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']] as const; // prettier-ignore
const SYSTEMS = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']] as const; // prettier-ignore

/** What people would call this device: "Firefox, Linux". */
export function deviceName(agent: string): string {
  const named = (table: readonly (readonly [string, string])[]) => table.find(([sign]) => agent.includes(sign))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(', ') || 'Browser';
}
