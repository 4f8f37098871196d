// Lists saved as a file: the server gives them in parts, which are joined here under one head.
import { Refusal, type ProblemBody } from './api/problem';
import { transport } from './api/transport';
import { worded } from './api/worded';

const MARK = '\ufeff';
const MOST_PARTS = 200;

/** The address of the next part, as a Link header names it (RFC 8288). */
export const nextOf = (link: string | null) => /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];

/** Join the parts of one sheet: each begins with a byte-order mark and the same head. */
export function joined(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return first + rest.map((part) => part.replace(MARK, '').replace(/^[^\n]*\n/, '')).join('');
}

/** Fetch a sheet, all parts of it, and hand it to the person as a file. Throws Refusal or Unreachable. */
export async function saveSheet(path: string, query: Record<string, string | undefined> = {}): Promise<void> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  let next: string | undefined = `${path}?${new URLSearchParams(given).toString()}`;
  const parts: string[] = [];
  let name = 'list.csv';
  while (next && parts.length < MOST_PARTS) {
    const answer = await transport(new Request(new URL(next, location.origin)));
    if (!answer.ok) throw await worded(new Refusal((await answer.json()) as ProblemBody));
    name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? name;
    // `text()` would drop the mark that spreadsheets need.
    parts.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer()));
    next = nextOf(answer.headers.get('link'));
  }
  saveFile(name, new Blob([joined(parts)], { type: 'text/csv;charset=utf-8' }));
}

/** Hand something to the person as a file. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
