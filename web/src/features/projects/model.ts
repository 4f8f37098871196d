import type { Schemas } from '@/lib/api/client';

/** What a client writes of a project, with every field there, so that forms can bind it. */
export interface Brief {
  title: string;
  description: string;
  skills: string[];
  currency: string;
  budget_minor: number | null;
  due_on: string;
  /** Shown nowhere yet; kept, because what is left out would be emptied. */
  category: string | null;
}

export const CURRENCIES = ['EUR', 'USD', 'GBP', 'PKR', 'XOF'] as const;

export const emptyBrief = (): Brief => ({
  title: '',
  description: '',
  skills: [],
  currency: 'EUR',
  budget_minor: null,
  due_on: '',
  category: null,
});

export const briefOf = (project: Schemas['ProjectOut']): Brief => ({
  title: project.title,
  description: project.description,
  skills: project.skills,
  currency: project.currency ?? 'EUR',
  budget_minor: project.budget_minor,
  due_on: project.due_on ?? '',
  category: project.category,
});

export const bodyOf = (brief: Brief): Schemas['ProjectIn'] => ({ ...brief, due_on: brief.due_on || null });

/** The steps in which a project is written, and what is asked in each. */
export const BRIEF_STEPS = ['what', 'skills', 'terms', 'review'] as const;
export type BriefStep = (typeof BRIEF_STEPS)[number];
export const FIELDS_OF: Record<BriefStep, readonly (keyof Brief)[]> = {
  what: ['title', 'description'],
  skills: ['skills'],
  terms: ['budget_minor', 'currency', 'due_on'],
  review: [],
};

/** The step that asks for a field. */
export const stepOf = (field: string): BriefStep | undefined =>
  BRIEF_STEPS.find((step) => FIELDS_OF[step].some((name) => name === field));

/** Nothing is written; nothing is chosen; the day is over. */
export type Lack = 'empty' | 'none' | 'past';

/** What stands between a brief and its publication, as the server has it (guildhall.projects.models). */
export function lacking(brief: Brief): Partial<Record<keyof Brief, Lack>> {
  return {
    ...(brief.title.trim() ? {} : { title: 'empty' as const }),
    ...(brief.description.trim() ? {} : { description: 'empty' as const }),
    ...(brief.skills.length ? {} : { skills: 'none' as const }),
    ...(brief.due_on && brief.due_on < today() ? { due_on: 'past' as const } : {}),
  };
}

export interface PlannedMilestone {
  /** Known here only, so that rows keep their identity while they move. */
  key: string;
  title: string;
  amount_minor: number | null;
  due_on: string;
}

export interface OfferDraft {
  cover_text: string;
  milestones: PlannedMilestone[];
}

export const newMilestone = (): PlannedMilestone => ({
  key: crypto.randomUUID(),
  title: '',
  amount_minor: null,
  due_on: '',
});

export const offerOf = (proposal: Schemas['ProposalOut']): OfferDraft => ({
  cover_text: proposal.cover_text,
  milestones: proposal.milestones.map((one, index) => ({
    key: String(index),
    title: one.title,
    amount_minor: one.amount_minor,
    due_on: one.due_on ?? '',
  })),
});

export const offerBody = (offer: OfferDraft): Schemas['ProposalIn'] => ({
  cover_text: offer.cover_text,
  milestones: offer.milestones.map(({ title, amount_minor, due_on }) => ({
    title,
    amount_minor,
    due_on: due_on || null,
  })),
});

export const totalOf = (offer: Pick<OfferDraft, 'milestones'>) =>
  offer.milestones.reduce((sum, one) => sum + (one.amount_minor ?? 0), 0);

/** The last day of a proposal; undefined while no milestone has one. */
export const lastDay = (milestones: readonly { due_on: string | null }[]) =>
  milestones.map((one) => one.due_on ?? '').filter(Boolean).sort().at(-1); // prettier-ignore

export const today = () => new Date().toISOString().slice(0, 10);
