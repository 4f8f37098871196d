// A conversation as a file: whole, with what edited messages said before and the digests that seal each entry.
import { api, got, type Schemas } from '@/lib/api/client';
import { Refusal, type ProblemBody } from '@/lib/api/problem';
import { worded } from '@/lib/api/worded';
import { lang, type Lang } from '@/lib/i18n';
import { nextOf, saveFile } from '@/lib/sheets';

type Part = Schemas['ConversationExportOut'];

/** Fetch every part, oldest first. The last part's seal is that of the whole. */
export async function wholeOf(part: (cursor: string | undefined) => Promise<Part>): Promise<Omit<Part, 'next_cursor'>> {
  let found = await part(undefined);
  const { conversation } = found;
  const items = [...found.items];
  while (found.next_cursor) {
    found = await part(found.next_cursor);
    items.push(...found.items);
  }
  return { conversation, items, sha256: found.sha256 };
}

export async function saveConversation(id: string, title: string): Promise<void> {
  const whole = await wholeOf((cursor) =>
    got(
      api.GET('/v1/conversations/{conversation_id}/export', {
        params: { path: { conversation_id: id }, query: cursor ? { cursor } : {} },
      }),
    ),
  );
  saveFile(`${fileName(title)}.json`, new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }));
}

type Paper = Promise<{ data?: Blob; error?: unknown; response: Response }>;

/** Save a conversation on paper, in the language that is shown; a long one comes in several files. */
export async function savePapers(
  title: string,
  fetchPart: (query: { language: Lang; cursor?: string }) => Paper,
): Promise<void> {
  let cursor: string | undefined;
  for (let part = 1; part === 1 || cursor; part += 1) {
    const answer = await fetchPart({ language: lang.value, ...(cursor ? { cursor } : {}) });
    if (!answer.data) throw await worded(new Refusal(answer.error as ProblemBody));
    const next = nextOf(answer.response.headers.get('link'));
    cursor = next ? (new URL(next, location.origin).searchParams.get('cursor') ?? undefined) : undefined;
    saveFile(`${fileName(title)}${part > 1 || cursor ? `-${String(part)}` : ''}.pdf`, answer.data);
  }
}

export const savePaper = (conversation_id: string, title: string) =>
  savePapers(title, (query) => api.GET('/v1/conversations/{conversation_id}/export/pdf', { params: { path: { conversation_id }, query }, parseAs: 'blob' })); // prettier-ignore

const fileName = (title: string) => title.replace(/[\\/:*?"<>|\s]+/g, '-').slice(0, 60) || 'conversation';
