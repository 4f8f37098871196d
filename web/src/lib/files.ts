// Files go straight to the store by a signed form; the API hears of them before and after.
import { api, got, newKey, type Schemas } from './api/client';
import { Unreachable } from './api/problem';

export type Kind = 'projects' | 'contracts';

const NO_TYPE = 'application/octet-stream';

/** What turns the direction of writing, would be a folder, or what a page would run, may not stand in a name. */
const UNSAFE = /[/\\<>"\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const LONGEST_NAME = 200;

/** The name under which the server takes a file. */
export const harmlessName = (name: string) => name.replace(UNSAFE, '-').trim().slice(-LONGEST_NAME) || 'file';

export async function listFiles(kind: Kind, owner: string): Promise<Schemas['FileOut'][]> {
  const params = { path: { owner_id: owner } };
  const asked =
    kind === 'projects'
      ? api.GET('/v1/projects/{owner_id}/files', { params })
      : api.GET('/v1/contracts/{owner_id}/files', { params });
  return (await got(asked)).items;
}

/** Send a file and wait until the store has it; the check comes afterwards. `progress` hears a share of 1. */
export async function sendFile(
  kind: Kind,
  owner: string,
  file: File,
  progress: (share: number) => void,
): Promise<string> {
  const body = { file_name: harmlessName(file.name), content_type: file.type || NO_TYPE, size_bytes: file.size };
  const params = { path: { owner_id: owner }, header: newKey() };
  const asked =
    kind === 'projects'
      ? api.POST('/v1/projects/{owner_id}/files', { body, params })
      : api.POST('/v1/contracts/{owner_id}/files', { body, params });
  const { file: made, upload } = await got(asked);
  await putFile(upload.url, upload.fields as Record<string, string>, file, progress);
  const done = { path: { owner_id: owner, file_id: made.file_id }, header: newKey() };
  await got(
    kind === 'projects'
      ? api.POST('/v1/projects/{owner_id}/files/{file_id}/confirm', { params: done })
      : api.POST('/v1/contracts/{owner_id}/files/{file_id}/confirm', { params: done }),
  );
  return made.file_id;
}

export async function openFile(kind: Kind, owner: string, file: string): Promise<void> {
  const params = { path: { owner_id: owner, file_id: file } };
  const asked =
    kind === 'projects'
      ? api.GET('/v1/projects/{owner_id}/files/{file_id}/link', { params })
      : api.GET('/v1/contracts/{owner_id}/files/{file_id}/link', { params });
  open((await got(asked)).url, '_blank', 'noopener');
}

/** XMLHttpRequest, because fetch tells nothing of an upload's progress. */
export function putFile(
  url: string,
  fields: Record<string, string>,
  file: Blob,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file); // the store ignores whatever follows it
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Error(`the store answered ${String(request.status)}`));
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new Unreachable());
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
