import { describe, expect, it } from 'vitest';
import { rightsOf, spanUntil, stepsOf, whoIs, type Dispute } from '@/features/disputes/model';

const A_DISPUTE = {
  dispute_id: 'dsp_1', contract_id: 'ctr_1', milestone_id: 'mil_1', milestone_title: 'Page', client_id: 'clara',
  expert_id: 'amina', opened_by: 'clara', amount_minor: 120_000, currency: 'EUR', stage: 'mediation',
  filing: { reason: 'late', account: 'It is late by three weeks.', to_expert_minor: 0 }, submitted_at: '2026-03-01T10:00:00Z',
  countdown: null, is_overdue: false, answer: null, splits: [], wants_decision: [], mediator_id: null,
  arbitrator_id: null, decisions: [], appealed_by: null, grounds: null, outcome: null, to_expert_minor: 0,
  to_client_minor: 0, costs: { basis_points: 500, total_minor: 6_000, from_expert_minor: 0, from_client_minor: 0 },
  resolved_at: null, settled_at: null, version: 1,
} satisfies Dispute; // prettier-ignore
const dispute = (changes: Partial<Dispute>): Dispute => ({ ...A_DISPUTE, ...changes });
const split = (accepted_by: string[]) => ({
  number: 1, proposed_by: 'amina', to_expert_minor: 1, to_client_minor: 2, note: '', proposed_at: '', accepted_by,
}); // prettier-ignore
const clara = { account: 'clara', roles: ['client'] };
const amina = { account: 'amina', roles: ['expert'] };
const ada = { account: 'ada', roles: ['administrator'] };

describe('what each can do in a dispute', () => {
  it('lets only the side that did not file answer', () => {
    const waiting = dispute({ stage: 'response' });
    expect(rightsOf(waiting, amina).answer).toBe(true);
    expect(rightsOf(waiting, clara).answer).toBe(false);
    expect(rightsOf(dispute({}), amina).answer).toBe(false);
  });

  it('lets a side accept what it has not accepted yet', () => {
    const onTheTable = dispute({ splits: [split(['amina'])] });
    expect(rightsOf(onTheTable, clara).acceptSplit).toBe(true);
    expect(rightsOf(onTheTable, amina).acceptSplit).toBe(false);
    expect(rightsOf(dispute({}), clara).acceptSplit).toBe(false);
  });

  it('seals the evidence while a decision can be appealed', () => {
    expect(rightsOf(dispute({ stage: 'appeal_window' }), clara)).toMatchObject({ showEvidence: false, appeal: true });
    expect(rightsOf(dispute({ stage: 'appeal' }), clara)).toMatchObject({ showEvidence: true, appeal: false });
  });

  it('offers a dispute to staff who have no other part in it', () => {
    expect(rightsOf(dispute({}), ada)).toMatchObject({ take: true, desk: 'mediator' });
    expect(rightsOf(dispute({ mediator_id: 'ada', stage: 'arbitration' }), ada).take).toBe(false);
    expect(rightsOf(dispute({ stage: 'arbitration' }), { account: 'mia', roles: ['mediator'] }).take).toBe(false);
    expect(rightsOf(dispute({}), { ...clara, roles: ['client', 'administrator'] }).take).toBe(false);
  });

  it('lets the arbitrator who has it decide, and nobody else', () => {
    const taken = dispute({ stage: 'arbitration', arbitrator_id: 'ada' });
    expect(rightsOf(taken, ada).decide).toBe(true);
    expect(rightsOf(taken, { account: 'ben', roles: ['arbitrator'] }).decide).toBe(false);
  });
});

describe('how a dispute is shown', () => {
  const states = (changes: Partial<Dispute>) => stepsOf(dispute(changes), (step) => step).map((one) => `${one.label} ${one.state}`); // prettier-ignore

  it('marks the stages behind, the present one, and those to come', () => {
    expect(states({})).toEqual(['response done', 'mediation now', 'arbitration later', 'settled later']);
    expect(states({ stage: 'appeal_window' }).slice(2)).toEqual(['arbitration done', 'appeal now', 'settled later']);
  });

  it('leaves out the stages that an agreement or a withdrawal made needless', () => {
    expect(states({ stage: 'resolved', outcome: 'agreed' })).toEqual(['filed done', 'agreed done', 'settled now']);
    expect(states({ stage: 'resolved', outcome: 'withdrawn' })).toEqual(['filed done', 'withdrawn done']);
  });

  it('counts down in the two largest units that say something', () => {
    const now = Date.parse('2026-03-01T10:00:00Z');
    expect(spanUntil('2026-03-04T12:30:00Z', now)).toEqual([{ unit: 'day', count: 3 }, { unit: 'hour', count: 2 }]); // prettier-ignore
    expect(spanUntil('2026-03-01T10:05:00Z', now)).toEqual([{ unit: 'minute', count: 5 }]);
    expect(spanUntil('2026-03-01T09:00:00Z', now)).toEqual([]);
  });

  it('knows an arbitrator who decided before, and a stranger of ours', () => {
    const decided = dispute({ decisions: [{ arbitrator_id: 'ben', to_expert_minor: 0, to_client_minor: 0, reasons: '', decided_at: '', is_final: false, evidence_digest: '' }] }); // prettier-ignore
    expect([whoIs(decided, 'ben', clara), whoIs(decided, 'clara', clara), whoIs(decided, 'zoe', clara)]).toEqual(['arbitrator', 'you', 'other']); // prettier-ignore
  });
});
