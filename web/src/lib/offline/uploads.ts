// Files of a message on their way to the server, from a window or from the service worker.
import type { Schemas } from '@/lib/api/client';

/** A file that goes with a message. */
export interface LocalFile {
  local_id: string;
  name: string;
  type: string;
  size: number;
  /** Missing where this device had no room to keep it. */
  blob?: Blob | undefined;
  voice?: Schemas['VoiceIn'] | undefined;
  /** What the server calls it, once a message can show it. */
  file_id?: string | undefined;
}

/** What was kept of a file are its name and size: the device had no room for more. */
export class FileLost extends Error {}

/** The check found that a file is not what it says. */
export class FileNotTaken extends Error {
  constructor(readonly file_name: string) {
    super(`${file_name} was refused by the check`);
  }
}

type Form = Schemas['UploadOut'];
type Standing = Pick<Schemas['ChatFileOut'], 'status'>;

/** How to speak with the server: a window tells of progress, the worker has a token of its own. */
export interface Road {
  announce: (body: Schemas['ChatFileIn']) => Promise<Schemas['AwaitedChatFileOut']>;
  put: (form: Form, blob: Blob) => Promise<void>;
  confirm: (file_id: string) => Promise<Standing>;
  look: (file_id: string) => Promise<Standing>;
}

const MOST_LOOKS = 60;
const FIRST_MS = 400;
const LATER_MS = 2_000;

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Hand a file in and wait until the check has passed it; returns what the server calls it. */
export async function handIn(given: LocalFile, road: Road, wait = sleep): Promise<string> {
  if (!given.blob) throw new FileLost(given.name);
  const { file, upload } = await road.announce({
    file_name: given.name,
    content_type: given.type,
    size_bytes: given.size,
    ...(given.voice ? { voice: given.voice } : {}),
  });
  await road.put(upload, given.blob);
  let { status } = await road.confirm(file.file_id);
  for (let looks = 0; status === 'awaited' || status === 'quarantined'; looks += 1) {
    if (looks === MOST_LOOKS) throw new Error('the check takes too long'); // no refusal: tried again later
    await wait(looks < 5 ? FIRST_MS : LATER_MS);
    ({ status } = await road.look(file.file_id));
  }
  if (status === 'refused') throw new FileNotTaken(given.name);
  return file.file_id;
}
