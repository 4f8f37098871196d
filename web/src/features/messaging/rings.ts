// Calls that ring on this device, were missed here, or were broken off by a reload; and whose seat in a call is whose.
import { shallowReactive } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';

export type Call = Schemas['CallOut'];

/** rings: it may be answered. missed: it was not. broken: one talked in it until the page was closed. */
export interface Ring {
  call: Call;
  kind: 'rings' | 'missed' | 'broken';
}

const KEPT = 'call';
const OVER = new Set<Call['state']>(['ended', 'missed', 'declined']);
export const isOver = (call: Call) => OVER.has(call.state);
export const seatOf = (call: Call, account: string) => call.seats.find((one) => one.account_id === account);

const ONE = '/v1/conversations/{conversation_id}/calls/{call_id}';
export type Which = Pick<Call, 'conversation_id' | 'call_id'>;
export const whichOf = ({ conversation_id, call_id }: Which): Which & Record<string, string> => ({
  conversation_id,
  call_id,
});
const at = ({ conversation_id, call_id }: Which) => ({ params: { path: { conversation_id, call_id } } });
export const callUp = (which: Which, medium: Schemas['Medium']) => got(api.PUT(ONE, { body: { medium }, ...at(which) })); // prettier-ignore
const fetchCall = (which: Which) => got(api.GET(ONE, at(which)));
export const sit = (which: Which, state: Schemas['SeatIn']['state'], join_id?: string) => got(api.PUT(`${ONE}/seat`, { body: { state, join_id }, ...at(which) })); // prettier-ignore

/** The call of a conversation, if there is one. */
export const fetchCalls = (conversation_id: string) =>
  got(api.GET('/v1/conversations/{conversation_id}/calls', { params: { path: { conversation_id } } }));

export const rings = shallowReactive(new Map<string, Ring>());
/** Whose device this is. */
export let self = '';
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Ring for this person from now on. */
export const ringFor = (account: string) => void (self = account);

/** Offer to go on with the call that a reload interrupted. */
export function offerBroken(): void {
  const which = interrupted();
  if (!which) return;
  fetchCall(which)
    .then((call) => {
      const state = seatOf(call, self)?.state;
      if (!isOver(call) && (state === 'joined' || state === 'lost')) rings.set(call.call_id, { call, kind: 'broken' });
      else keepInterrupted(undefined);
    })
    .catch(() => keepInterrupted(undefined));
}

/** Let a call ring here, or no more, as it is now. */
export function ring(call: Call): void {
  const state = seatOf(call, self)?.state;
  const isRinging = state === 'invited' && !isOver(call);
  if (isRinging && Date.parse(call.rings_until) > Date.now()) {
    rings.set(call.call_id, { call, kind: 'rings' });
    clearTimeout(timers.get(call.call_id));
    timers.set(call.call_id, setTimeout(() => miss(call), Date.parse(call.rings_until) - Date.now())); // prettier-ignore
  } else if (state === 'missed') miss(call);
  else if (!isBroken(call)) quiet(call.call_id);
}

/** A reload interrupted it, and since then nothing else became of this person's seat than that it was lost. */
function isBroken(call: Call): boolean {
  const broken = rings.get(call.call_id);
  const seat = seatOf(call, self);
  if (broken?.kind !== 'broken' || isOver(call)) return false;
  return seat?.state === 'lost' || (seat?.state === 'joined' && seat.since === seatOf(broken.call, self)?.since);
}

/** Only what rang here is said to be missed: the conversation keeps the rest. */
function miss(call: Call): void {
  const rang = rings.get(call.call_id)?.kind === 'rings';
  quiet(call.call_id);
  if (rang) rings.set(call.call_id, { call, kind: 'missed' });
}

export function quiet(call_id: string): void {
  clearTimeout(timers.get(call_id));
  timers.delete(call_id);
  rings.delete(call_id);
}

export async function decline(call: Call): Promise<void> {
  quiet(call.call_id);
  keepInterrupted(undefined);
  await sit(call, seatOf(call, self)?.state === 'invited' ? 'declined' : 'left');
}

/** The call that a reload of this tab would interrupt. */
export function keepInterrupted(which: Which | undefined): void {
  try {
    if (which) sessionStorage.setItem(KEPT, JSON.stringify(whichOf(which)));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // it cannot be gone on with then
  }
}

function interrupted(): Which | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Which | undefined;
  } catch {
    return undefined;
  }
}
