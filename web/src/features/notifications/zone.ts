// Where this device is, told once where nobody said so: by it the quiet hours and collections of its owner go.
import { api, got, seen } from '@/lib/api/client';
import { withChanges } from './api';

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const kept = (account: string) => `zone:${account}`;

/** Say it once a browser and account, and return whether that changed anything; a zone that was chosen stays. */
export async function tellZone(account: string): Promise<boolean> {
  if (localStorage.getItem(kept(account))) return false;
  const zone = here();
  if (!zone) return false;
  const known = await got(api.GET('/v1/notification-preferences'));
  const { is_zone_known, ...rhythm } = known.rhythm;
  if (!is_zone_known) {
    const body = withChanges(known, { rhythm: { ...rhythm, time_zone: zone, is_zone_chosen: false } });
    // Whoever was faster knows better: refused, and asked again another time.
    await got(api.PUT('/v1/notification-preferences', { body, params: { header: seen(known.version) } }));
  }
  localStorage.setItem(kept(account), zone);
  return !is_zone_known;
}
