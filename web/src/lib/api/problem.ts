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
}

const FAR = '/problems/';

/** The server refused; `slug` is stable and names the page of docs/problems. */
export class Refusal extends Error {
  constructor(readonly problem: ProblemBody) {
    super(problem.title);
    this.name = 'Refusal';
  }

  get slug(): string {
    return this.problem.type.includes(FAR) ? (this.problem.type.split(FAR)[1] ?? '') : '';
  }

  get status(): number {
    return this.problem.status;
  }

  /** Field names (`milestones/0/due_on`) with what is wrong there. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const fault of this.problem.errors ?? []) {
      const name = fault.pointer.replace(/^#?\//, '').replace(/^body\//, '');
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

function faultText(fault: Fault): string {
  return lookUp('problems', `fault.${fault.code}`) ?? fault.detail;
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
  const slug = error.slug.replaceAll('/', '.');
  const title = lookUp('problems', slug);
  const reference = error.status >= 500 ? error.problem.trace_id : undefined;
  if (title) return { title, advice: lookUp('problems', `${slug}.next`) ?? '', ...(reference ? { reference } : {}) };
  const kind = `status.${String(error.status)}`;
  return {
    title: lookUp('problems', kind) ?? t('ours'),
    advice: lookUp('problems', `${kind}.next`) ?? t('ours.next'),
    ...(reference ? { reference } : {}),
  };
}
