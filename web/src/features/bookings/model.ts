import type { Schemas } from '@/lib/api/client';
import { Refusal } from '@/lib/api/problem';
import type { Checkout } from '@/lib/ports/payment';
import type { Day } from '@/lib/zoned';
import type { Reservation } from './api';

type Slot = Schemas['SlotOut'];
export type Level = 0 | 1 | 2 | 3;

/** How much is free on each day, against the day of these that has the most: 3 is nearly everything. */
export function levelsOf(slots: readonly Slot[]): Map<Day, Level> {
  const counts = new Map<Day, number>();
  for (const { on } of slots) counts.set(on, (counts.get(on) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  return new Map([...counts].map(([on, count]) => [on, Math.max(1, Math.ceil((count / most) * 3)) as Level]));
}

export interface ServiceSlots {
  service: string;
  slots: Slot[];
}

/** The slots of a day, by service, in the order of the day. */
export function byService(slots: readonly Slot[], on: Day | undefined): ServiceSlots[] {
  const found: ServiceSlots[] = [];
  for (const slot of slots) {
    if (slot.on !== on) continue;
    const last = found.at(-1);
    if (last?.service === slot.service) last.slots.push(slot);
    else found.push({ service: slot.service, slots: [slot] });
  }
  return found;
}

/** Starts nearby that the server names when it refuses one. */
export const alternativesOf = (error: unknown): string[] =>
  error instanceof Refusal ? (error.problem.alternatives ?? []).map((one) => one.starts_at) : [];

export type Deposit = Schemas['GuestDepositOut'];

/** With what the part that is missing is paid; nothing while the provider is still asked. */
export const checkoutOf = ({ client_secret, publishable_key, missing_minor }: Deposit): Checkout | undefined =>
  client_secret && publishable_key && missing_minor ? { client_secret, publishable_key } : undefined;

export interface GuestForm {
  name: string;
  email: string;
  phone: string;
  requests: string;
}

export const emptyGuest = (): GuestForm => ({ name: '', email: '', phone: '', requests: '' });

export const guestOf = ({ guest, requests }: Reservation): GuestForm => ({
  name: guest?.name ?? '',
  email: guest?.email ?? '',
  phone: guest?.phone ?? '',
  requests,
});

export const guestBody = ({ name, email, phone }: GuestForm, language: string): Schemas['GuestIn'] => ({
  name: name.trim(),
  email: email.trim() || null,
  phone: phone.trim(),
  language,
});

const two = (n: number) => String(n).padStart(2, '0');

/** How long it is until an instant as `4:05` or `2:04:05`; nothing once it has passed. */
export function clockUntil(until: string, now: number): string {
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / 1000));
  if (!seconds) return '';
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const shown = hours ? [hours, two(minutes), two(seconds % 60)] : [minutes, two(seconds % 60)];
  return shown.join(':');
}

/** Read a link, or the token alone, out of what somebody pasted. */
export const tokenOf = (pasted: string) => pasted.trim().split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1) ?? '';
