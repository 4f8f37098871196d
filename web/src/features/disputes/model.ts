import type { Schemas } from '@/lib/api/client';
import type { Step } from '@/ui/Track.vue';

export type Dispute = Schemas['DisputeOut'];
export type Card = Schemas['DisputeCardOut'];
export type Stage = Schemas['Stage'];
export type Reason = Schemas['Reason'];
export type Split = Schemas['SplitOut'];
export type Who = 'you' | 'client' | 'expert' | 'mediator' | 'arbitrator' | 'system' | 'other';

export const REASONS: readonly Reason[] = [
  'not_delivered', 'not_as_agreed', 'late', 'unreachable', 'approval_refused', 'scope_changed', 'other',
]; // prettier-ignore
export const FILING_STEPS = ['reason', 'account', 'amount', 'check', 'evidence'] as const;
export type FilingStep = (typeof FILING_STEPS)[number];

/** Characters, as the server asks for. */
export const LEAST_ACCOUNT = 20;
export const LEAST_REASONS = 50;

const OPEN = new Set<Stage>(['response', 'mediation', 'arbitration', 'appeal_window', 'appeal']);
const HEARS_EVIDENCE = new Set<Stage>(['response', 'mediation', 'arbitration', 'appeal']);
const BEFORE_DECISION = new Set<Stage>(['response', 'mediation', 'arbitration']);
const TALKS = new Set<Stage>(['mediation', 'arbitration']);

export const isOpen = (stage: Stage) => OPEN.has(stage);

export interface Viewer {
  account: string;
  roles: readonly string[];
}

/** Who somebody is in a dispute, for the person who looks. */
export function whoIs(dispute: Dispute, account: string, viewer: Viewer): Who {
  if (account === viewer.account) return 'you';
  if (account === dispute.client_id) return 'client';
  if (account === dispute.expert_id) return 'expert';
  if (account === 'system') return 'system';
  if (account === dispute.mediator_id) return 'mediator';
  return account === dispute.arbitrator_id || dispute.decisions.some((one) => one.arbitrator_id === account)
    ? 'arbitrator'
    : 'other';
}

/** The desk that a stage needs, if it needs one. */
const DESKS: Partial<Record<Stage, 'mediator' | 'arbitrator'>> = {
  response: 'mediator',
  mediation: 'mediator',
  arbitration: 'arbitrator',
  appeal: 'arbitrator',
};

/** What the person who looks can do now; the server decides again. */
export function rightsOf(dispute: Dispute, { account, roles }: Viewer) {
  const { stage } = dispute;
  const isSide = account === dispute.client_id || account === dispute.expert_id;
  const isOpener = account === dispute.opened_by;
  const isMediator = account === dispute.mediator_id;
  const isArbitrator = account === dispute.arbitrator_id;
  const table = dispute.splits.at(-1);
  const desk = DESKS[stage];
  const has = desk === 'mediator' ? dispute.mediator_id : dispute.arbitrator_id;
  const holds = desk !== undefined && (roles.includes(desk) || roles.includes('administrator'));
  const earlier = dispute.decisions.some((one) => one.arbitrator_id === account);
  return {
    isSide,
    answer: isSide && !isOpener && stage === 'response',
    propose: TALKS.has(stage) && (isSide || isMediator),
    acceptSplit: TALKS.has(stage) && isSide && table !== undefined && !table.accepted_by.includes(account),
    askDecision: stage === 'mediation' && (isSide || isMediator) && !dispute.wants_decision.includes(account),
    withdraw: isOpener && BEFORE_DECISION.has(stage),
    appeal: isSide && stage === 'appeal_window',
    note: OPEN.has(stage) && (isSide || isMediator || isArbitrator),
    showEvidence: isSide && HEARS_EVIDENCE.has(stage),
    take: holds && !has && !isSide && !isMediator && !earlier,
    leave: desk !== undefined && !isSide && !!has && (has === account || roles.includes('administrator')),
    decide: isArbitrator && !isSide && (stage === 'arbitration' || stage === 'appeal'),
    readTalk: isMediator || isArbitrator,
    desk,
  };
}
export type Rights = ReturnType<typeof rightsOf>;

type Usual = 'response' | 'mediation' | 'arbitration' | 'settled';
export type TrackStep = Usual | 'appeal' | 'filed' | 'agreed' | 'withdrawn';
const PLACE: Record<Stage, number> = {
  draft: -1,
  response: 0,
  mediation: 1,
  arbitration: 2,
  appeal_window: 3,
  appeal: 3,
  resolved: 4,
  settled: 5,
};

/** The way that a dispute took, or may take, as a track. */
export function stepsOf(dispute: Dispute, label: (step: TrackStep) => string): Step[] {
  const { outcome, stage } = dispute;
  const done = (step: TrackStep): Step => ({ label: label(step), state: 'done' });
  if (outcome === 'withdrawn') return [done('filed'), done('withdrawn')];
  const end: Step = { label: label('settled'), state: stage === 'settled' ? 'done' : stage === 'resolved' ? 'now' : 'later' }; // prettier-ignore
  if (outcome === 'agreed') return [done('filed'), done('agreed'), end];
  const hasAppeal = dispute.appealed_by !== null || stage === 'appeal_window';
  const names: TrackStep[] = ['response', 'mediation', 'arbitration', ...(hasAppeal ? (['appeal'] as const) : [])];
  return [
    ...names.map((step, index) => ({
      label: label(step),
      state: index < PLACE[stage] ? ('done' as const) : index === PLACE[stage] ? ('now' as const) : ('later' as const),
    })),
    end,
  ];
}

/** Days, hours and minutes until an instant; nothing once it has passed. */
export function spanUntil(deadline: string, now: number): { unit: 'day' | 'hour' | 'minute'; count: number }[] {
  const minutes = Math.max(0, Math.floor((new Date(deadline).getTime() - now) / 60_000));
  const parts = [
    { unit: 'day' as const, count: Math.floor(minutes / 1440) },
    { unit: 'hour' as const, count: Math.floor((minutes % 1440) / 60) },
    { unit: 'minute' as const, count: minutes % 60 },
  ];
  const first = parts.findIndex((part) => part.count > 0);
  return first < 0 ? [] : parts.slice(first, first + 2).filter((part) => part.count > 0);
}
