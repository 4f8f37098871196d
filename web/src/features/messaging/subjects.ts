// What a conversation is called: whom one talks with, or what it is about where several take part.
import type { Schemas } from '@/lib/api/client';
import { lang, type Translate } from '@/lib/i18n';

type Conversation = Pick<Schemas['ConversationOut'], 'subject' | 'title'>;
type Participant = Schemas['ParticipantOut'];

/** Their titles say it all: of a direct conversation it is the other's name. */
const CALLED = new Set<Conversation['subject']>(['contract', 'direct']);

/** name: of the only other one; empty where several take part or nobody knows it. */
export function headOf({ subject, title }: Conversation, name: string | undefined, t: Translate<'messaging'>): string {
  if (name) return name;
  const kind = t(`subject.${subject}`);
  return title ? (CALLED.has(subject) ? title : t('subject.of', { kind, title })) : kind;
}

/** Who takes part, each by name where there is one and as what. */
export function companyOf(
  people: readonly Participant[],
  names: ReadonlyMap<string, string>,
  t: Translate<'messaging'>,
): string {
  const said = people.map((one) => [names.get(one.account_id), t(`role.${one.role}`)].filter(Boolean).join(' · '));
  return new Intl.ListFormat(lang.value, { type: 'unit' }).format(said);
}
