// Problems of the server (RFC 9457) in the person's own words, and at the field that each points to.
import { lookUp, useT } from '@/lib/i18n';

export interface Fault {
  pointer: string;
  detail: string;
  code: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  trace_id?: string;
  errors?: Fault[];
  /** Starts nearby that are free, where a reservation was refused. */
  alternatives?: { starts_at: string }[];
  /** The most guests that there is a place for. */
  largest_party?: number;
  /** How long to wait, as the header Retry-After says it. */
  retry_after_seconds?: number;
  /** The call that rings already, where another was refused. */
  call_id?: string;
}

type Figures = Record<string, string | number>;

const FAR = '/problems/';

/** The server refused; `slug` is stable and names the page of docs/problems. */
export class Refusal extends Error {
  /** What its words name; worded.ts fills in what the server told. */
  figures: Figures = { largest_party: 0, wait: 'none' };

  constructor(readonly problem: ProblemBody) {
    super(problem.title);
    this.name = 'Refusal';
  }

  get slug(): string {
    return this.problem.type.includes(FAR) ? (this.problem.type.split(FAR)[1] ?? '') : '';
  }

  /** Under which its words stand. */
  get key(): string {
    return this.slug.replaceAll('/', '.');
  }

  get status(): number {
    return this.problem.status;
  }

  /** Field names (`milestones/0/due_on`) with what is wrong there, also of fields that go into the address. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const fault of this.problem.errors ?? []) {
      const name = fault.pointer.replace(/^(#\w*)?\//, '');
      if (name && !fault.pointer.startsWith('#header')) found[name] ??= faultText(fault);
    }
    return found;
  }
}

/** Nothing came back: no network, or the server is unreachable. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('the server cannot be reached', { cause });
    this.name = 'Unreachable';
  }
}

/** Whether the server has decided. What it failed at, or is still at, may be done yet: only the same may be asked again. */
export const isAnswer = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.status < 500 && error.slug !== 'idempotency/in-progress';

/** Words that pages of visitors load, or those of refusals that only people at work meet. */
const wordsOf = (key: string, figures: Figures = {}) =>
  lookUp('problems', key, figures) ?? lookUp('refusals', key, figures);

function faultText(fault: Fault): string {
  return wordsOf(`fault.${fault.code}`) ?? fault.detail;
}

export interface Told {
  title: string;
  advice: string;
  reference?: string;
}

/** Say what went wrong and what to do next, for any error at all. */
export function told(error: unknown): Told {
  const t = useT('problems');
  if (error instanceof Unreachable) return { title: t('unreachable'), advice: t('unreachable.next') };
  if (!(error instanceof Refusal)) return { title: t('ours'), advice: t('ours.next') };
  const { key, figures } = error;
  const title = wordsOf(key, figures);
  const reference = error.status >= 500 ? error.problem.trace_id : undefined;
  if (title) return { title, advice: wordsOf(`${key}.next`, figures) ?? '', ...(reference ? { reference } : {}) };
  const kind = `status.${String(error.status)}`;
  return {
    title: lookUp('problems', kind) ?? t('ours'),
    advice: lookUp('problems', `${kind}.next`) ?? t('ours.next'),
    ...(reference ? { reference } : {}),
  };
}
