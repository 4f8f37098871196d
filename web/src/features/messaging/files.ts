// Files of messages: what is taken, and what a list of conversations says of them.
import type { Schemas } from '@/lib/api/client';
import { harmlessName } from '@/lib/files';
import type { LocalFile } from '@/lib/offline/uploads';

export type SharedFile = Schemas['SharedFileOut'];

export const MOST_FILES = 10;
export const MOST_BYTES = 25 * 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** What the server takes (kernel/files.py), by the endings under which systems that know no type keep them. */
const TYPES: Record<string, string> = {
  csv: 'text/csv',
  docx: `${OFFICE}wordprocessingml.document`,
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  pptx: `${OFFICE}presentationml.presentation`,
  txt: 'text/plain',
  weba: 'audio/webm',
  webp: 'image/webp',
  xlsx: `${OFFICE}spreadsheetml.sheet`,
  zip: 'application/zip',
};
const TAKEN = new Set(Object.values(TYPES));

/** What a file chooser offers. */
export const ACCEPT = [...TAKEN, ...Object.keys(TYPES).map((one) => `.${one}`)].join(',');

const endingOf = (name: string) => name.split('.').pop()?.toLowerCase() ?? '';

/** How the server calls what a file is; undefined where it takes no such file. */
export function typeOf(file: Pick<File, 'name' | 'type'>): string | undefined {
  const [type = ''] = file.type.split(';');
  return TAKEN.has(type) ? type : TYPES[endingOf(file.name)];
}

/** The ending of a name, as people call a kind of file. */
export const kindName = (name: string) => (name.includes('.') ? endingOf(name).slice(0, 5).toUpperCase() : '');

export const isImage = (type: string) => type.startsWith('image/');
export const isSound = (type: string) => type.startsWith('audio/');

export type Unfit = 'type' | 'size' | 'empty' | 'many';

export interface Chosen {
  fit: LocalFile[];
  unfit: { name: string; why: Unfit }[];
}

/** Sort what was chosen into what can be sent and what cannot. already: how many go with the message. */
export function chosenOf(files: Iterable<File>, already: number): Chosen {
  const found: Chosen = { fit: [], unfit: [] };
  for (const file of files) {
    const type = typeOf(file);
    const why = unfitness(file, type, already + found.fit.length);
    if (!type || why) found.unfit.push({ name: file.name, why: why ?? 'type' });
    else {
      const name = harmlessName(file.name);
      found.fit.push({ local_id: crypto.randomUUID(), name, type, size: file.size, blob: file });
    }
  }
  return found;
}

function unfitness(file: File, type: string | undefined, before: number): Unfit | undefined {
  if (!type) return 'type';
  if (file.size === 0) return 'empty';
  if (file.size > MOST_BYTES) return 'size';
  return before >= MOST_FILES ? 'many' : undefined;
}

/** A span as players write it: 1:05. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

const RENEW_MS = 30_000;

/** An address that has ended gives nothing: ask for another, but not without end for what is gone. */
export function renewing(ask: () => unknown): () => void {
  let asked = 0;
  return () => {
    if (Date.now() - asked < RENEW_MS) return;
    asked = Date.now();
    ask();
  };
}
