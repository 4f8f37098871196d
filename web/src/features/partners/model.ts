import type { Schemas } from '@/lib/api/client';

export type Client = Schemas['PartnerClientOut'];
export type Endpoint = Schemas['WebhookEndpointOut'];
export type Delivery = Schemas['WebhookDeliveryOut'];

/** What endpoints can hear of, as docs/webhooks.md names it; tests/contract/test_web_links.py holds both together. */
export const EVENTS = [
  'project.posted',
  'proposal.submitted',
  'proposal.accepted',
  'contract.signed',
  'work.delivered',
  'work.changes_requested',
  'work.approved',
  'payment.held',
  'payment.released',
  'payment.refunded',
  'payment.failed',
  'dispute.opened',
  'dispute.stage_entered',
  'dispute.resolved',
  'invoice.issued',
  'conversation.opened',
  'reservation.confirmed',
  'reservation.changed',
  'reservation.cancelled',
  'reservation.seated',
  'reservation.no_show',
] as const;

/** Events by what they are about, for one heading each. */
export function grouped(events: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const event of events) {
    const noun = event.split('.')[0] ?? event;
    groups.set(noun, [...(groups.get(noun) ?? []), event]);
  }
  return [...groups];
}

export const STATE_TONES = { pending: 'hold', delivered: 'paid', failed: 'alert', dropped: undefined } as const;

/** Why an endpoint is off, as a key of the words; what the server says that we do not know stays as it is. */
const REASONS: Record<string, 'off.gone' | 'off.failed' | 'off.owner' | 'off.revoked'> = {
  'the receiver answered 410 Gone': 'off.gone',
  'it only failed for days': 'off.failed',
  'switched off by its owner': 'off.owner',
  'the partner client was revoked': 'off.revoked',
};
export const reasonOf = (said: string | null) => (said === null ? undefined : REASONS[said]);

/** A body as people read it; what is no JSON stays as it was sent. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
