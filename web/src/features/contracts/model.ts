import type { Schemas } from '@/lib/api/client';
import type { Step } from '@/ui/Track.vue';

export type Milestone = Schemas['MilestoneOut'];
export type Payment = Schemas['PaymentOut'];

const ORDER = ['agreed', 'funded', 'delivered', 'released'] as const;
export type TrackStep = (typeof ORDER)[number] | 'refunded' | 'lost' | 'cancelled';

/** How many steps of the track a milestone has behind it. */
const BEHIND: Record<Schemas['MilestoneState'], number> = {
  agreed: 1,
  funded: 2,
  changes_requested: 2,
  delivered: 3,
  approved: 3,
  released: 4,
  refunded: 2,
  lost: 2,
  cancelled: 1,
};

/** The steps of a milestone's money and work, in words given by `label`. */
export function stepsOf(
  state: Schemas['MilestoneState'],
  isSigned: boolean,
  label: (step: TrackStep) => string,
): Step[] {
  const behind = isSigned ? BEHIND[state] : 0;
  if (state === 'refunded' || state === 'lost' || state === 'cancelled') {
    const done = ORDER.slice(0, behind).map((step) => ({ label: label(step), state: 'done' as const }));
    return [...done, { label: label(state), state: 'bad' }];
  }
  return ORDER.map((step, index) => ({
    label: label(step),
    state: index < behind ? 'done' : index === behind ? 'now' : 'later',
  }));
}

/** The next milestone that waits for somebody. */
export const currentOf = (milestones: readonly Milestone[]) =>
  milestones.find((one) => !['released', 'refunded', 'lost', 'cancelled'].includes(one.state));

export interface Sums {
  held: number;
  released: number;
  rest: number;
}

/** What is held, what was paid out, and what is still to come, in minor units. */
export function sumsOf(total: number, payments: readonly Payment[]): Sums {
  const held = payments.reduce((sum, one) => sum + one.held_minor, 0);
  const released = payments.reduce((sum, one) => sum + one.released_minor, 0);
  const refunded = payments.reduce((sum, one) => sum + one.refunded_minor, 0);
  return { held, released, rest: Math.max(0, total - held - released - refunded) };
}
