// A conversation as a file: whole, with what edited messages said before and the digests that seal each entry.
import { api, got, type Schemas } from '@/lib/api/client';
import { saveFile } from '@/lib/sheets';

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
  const name = title.replace(/[\\/:*?"<>|\s]+/g, '-').slice(0, 60) || 'conversation';
  saveFile(`${name}.json`, new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }));
}
