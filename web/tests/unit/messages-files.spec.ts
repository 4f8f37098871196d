import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { flushPromises, mount } from '@vue/test-utils';
import { effectScope } from 'vue';
import { chosenOf, MOST_BYTES, renewing, span, typeOf } from '@/features/messaging/files';
import Composer from '@/features/messaging/parts/Composer.vue';
import Recorder from '@/features/messaging/parts/Recorder.vue';
import { levelOf, peaksOf, useRecorder } from '@/features/messaging/recorder';
import { need } from '@/lib/i18n';
import { again, discard, flush, openOutbox, outbox, post } from '@/lib/offline/outbox';
import { sendFromWorker } from '@/lib/offline/sync';
import { FileLost, FileNotTaken, handIn, type LocalFile, type Road } from '@/lib/offline/uploads';
import { useSession } from '@/lib/session';

/** What the browser keeps, and how much room it has. */
const disk = vi.hoisted(() => ({
  kept: new Map<string, unknown>(),
  hasRoom: (value: unknown): boolean => value !== undefined,
}));
vi.mock('idb-keyval', () => ({
  get: (key: string) => Promise.resolve(disk.kept.get(key)),
  set: (key: string, value: unknown) =>
    disk.hasRoom(value)
      ? Promise.resolve(void disk.kept.set(key, structuredClone(value)))
      : Promise.reject(new DOMException('the disk is full', 'QuotaExceededError')),
  del: (key: string) => Promise.resolve(void disk.kept.delete(key)),
  entries: () => Promise.resolve([...disk.kept.entries()]),
}));

const aFile = (fields: Partial<LocalFile> = {}): LocalFile => ({
  local_id: 'one', name: 'plan.pdf', type: 'application/pdf', size: 4, blob: new Blob(['%PDF'], { type: 'application/pdf' }), ...fields,
}); // prettier-ignore

let asked: string[] = [];
let isThere = true;
let verdict = 'available';
let isSlow = false;
const hasBlobs = (value: unknown) => (value as { files: LocalFile[] }).files.some((one) => one.blob);

class Upload {
  upload: { onprogress?: (event: object) => void } = {};
  status = 204;
  onload?: () => void;
  open() {}
  abort() {}
  send() {
    this.upload.onprogress?.({ loaded: 4, total: 4 });
    this.onload?.();
  }
}

beforeEach(async () => {
  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  await need('messaging');
  asked = [];
  isThere = true;
  verdict = 'available';
  disk.kept.clear();
  disk.hasRoom = () => true;
  isSlow = false;
  vi.stubGlobal('XMLHttpRequest', Upload);
  vi.stubGlobal('fetch', async (given: Request | string, options?: RequestInit) => {
    if (!isThere) throw new TypeError('no network');
    const url = typeof given === 'string' ? given : new URL(given.url).pathname;
    const method = typeof given === 'string' ? (options?.method ?? 'GET') : given.method;
    const text = typeof given === 'string' ? String(options?.body ?? '') : await given.text();
    asked.push(`${method} ${url}${url.endsWith('/messages') ? ` ${text}` : ''}`);
    const file = { file_id: 'fil_1', status: isSlow && url.endsWith('/confirm') ? 'quarantined' : verdict };
    const answer = url.endsWith('/files')
      ? { file, upload: { url: 'https://store.example/', fields: { key: 'k' }, expires_at: '' } }
      : url.includes('/files/')
        ? file
        : { kind: 'session', access_token: 'fresh', account_id: 'acc_me', message_id: 'msg_1' };
    return new Response(method === 'DELETE' ? null : JSON.stringify(answer), {
      status: method === 'DELETE' ? 204 : 200,
    });
  });
});
afterEach(async () => {
  for (const one of outbox.value) await discard(one.message_id);
  vi.unstubAllGlobals();
});

it('hands files in, waits for their check, and sends the message that shows them', async () => {
  isSlow = true;
  await post('acc_me', 'cnv_1', { text: '' }, [aFile()]);

  expect(asked.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
    'POST /v1/conversations/cnv_1/files',
    'POST /v1/conversations/cnv_1/files/fil_1/confirm',
    'GET /v1/conversations/cnv_1/files/fil_1',
    'POST /v1/conversations/cnv_1/messages',
  ]);
  expect(asked.at(-1)).toContain('"file_ids":["fil_1"]');
  expect(outbox.value).toEqual([]);
  expect(disk.kept.size).toBe(0);
});

it('[MSG-15] keeps files and recordings of a message on the device while there is no network, over a reload too', async () => {
  isThere = false;
  await post('acc_me', 'cnv_1', { text: 'The plan' }, [aFile()]);
  expect(outbox.value).toMatchObject([{ standing: 'queued', keeping: 'whole' }]);
  expect([...disk.kept.values()].some(hasBlobs)).toBe(true);

  outbox.value = [];
  isThere = true;
  await openOutbox('acc_me');

  expect(asked.at(-1)).toContain('"text":"The plan","file_ids":["fil_1"]');
  expect(outbox.value).toEqual([]);
});

it('keeps the words where the disk is full, and says that the files are lost with the page', async () => {
  isThere = false;
  disk.hasRoom = (value) => !hasBlobs(value);
  await post('acc_me', 'cnv_1', { text: 'The plan' }, [aFile()]);
  expect(outbox.value).toMatchObject([{ standing: 'queued', keeping: 'words' }]);

  outbox.value = [];
  isThere = true;
  await openOutbox('acc_me');

  expect(outbox.value).toMatchObject([{ standing: 'failed', draft: { text: 'The plan' } }]);
  expect(outbox.value[0]?.failure).toBeInstanceOf(FileLost);
  expect(asked).toEqual([]);
});

it('sends nothing as somebody else who signed in while a file was handed in: it waits for its writer', async () => {
  isThere = false;
  await post('acc_me', 'cnv_1', { text: 'Mine' }, [aFile()]);
  isThere = true;
  isSlow = true;

  const sending = flush();
  await vi.waitFor(() => expect(asked.at(-1)).toContain('/confirm'));
  useSession().account = { account_id: 'acc_you', roles: [] } as never;
  await sending;
  await flush();
  expect(asked.filter((one) => one.includes('/messages'))).toEqual([]);

  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  await openOutbox('acc_me');
  expect(asked.filter((one) => one.includes('/messages'))).toHaveLength(1);
});

it('does not send again what another window or the worker has sent', async () => {
  isThere = false;
  await post('acc_me', 'cnv_1', { text: 'Once' });
  isThere = true;
  disk.kept.clear();

  await again(outbox.value[0]?.message_id ?? '');

  expect(outbox.value).toEqual([]);
  expect(asked).toEqual([]);
});

it('gives a message up whose file is refused by the check, and brings it back whole', async () => {
  verdict = 'refused';
  await post('acc_me', 'cnv_1', { text: 'Look' }, [aFile()]);
  expect(outbox.value[0]?.failure).toBeInstanceOf(FileNotTaken);

  const back = await discard(outbox.value[0]?.message_id ?? '');

  expect(back).toMatchObject({ draft: { text: 'Look' }, files: [{ name: 'plan.pdf' }] });
});

it('[MSG-15] sends files from the service worker too', async () => {
  isThere = false;
  await post('acc_me', 'cnv_1', { text: '' }, [aFile()]);
  isThere = true;

  await sendFromWorker();

  expect(asked.slice(-2)[0]).toBe('POST /v1/conversations/cnv_1/files/fil_1/confirm');
  expect(asked.at(-1)).toContain('"file_ids":["fil_1"]');
  expect(disk.kept.size).toBe(0);
});

it('waits no longer than a check may take', async () => {
  const waits: number[] = [];
  const road = {
    announce: () => Promise.resolve({ file: { file_id: 'fil_1' }, upload: {} }),
    put: () => Promise.resolve(),
    confirm: () => Promise.resolve({ status: 'quarantined' }),
    look: () => Promise.resolve({ status: 'quarantined' }),
  } as unknown as Road;

  await expect(handIn(aFile(), road, async (ms) => void waits.push(ms))).rejects.toThrow('too long');
  expect(waits).toHaveLength(60);
});

it('names what cannot be sent, and why', () => {
  const large = new File(['x'], 'film.zip', { type: 'application/zip' });
  Object.defineProperty(large, 'size', { value: MOST_BYTES + 1 });
  const given = [
    new File(['a'], 'a.svg', { type: 'image/svg+xml' }),
    new File([], 'b.pdf', { type: 'application/pdf' }),
    large,
  ];

  expect(chosenOf(given, 0).unfit.map((one) => one.why)).toEqual(['type', 'empty', 'size']);
  expect(chosenOf([new File(['a'], 'c.csv', { type: 'application/vnd.ms-excel' })], 10).unfit[0]?.why).toBe('many');
  expect(typeOf({ name: 'x.CSV', type: 'application/vnd.ms-excel' })).toBe('text/csv');
  expect(typeOf({ name: 'v', type: 'audio/webm;codecs=opus' })).toBe('audio/webm');
});

it('takes dropped, pasted and chosen files, shows and removes them, and sends them without a word', async () => {
  const composer = mount(Composer, {
    props: { conversation: 'cnv_1', name: 'cnv_1', canWait: true, label: 'Write', people: [] },
    attachTo: document.body,
  });
  const file = new File(['%PDF'], 'plan.pdf', { type: 'application/pdf' });
  composer.vm.add([file, new File(['x'], 'x.exe', { type: 'application/x-msdownload' })]);
  await flushPromises();
  expect(composer.get('[role=alert]').text()).toContain('x.exe cannot be sent');
  await composer.get('[aria-label="Remove plan.pdf"]').trigger('click');
  expect(composer.text()).not.toContain('plan.pdf');

  const clipboardData = { files: [file], types: ['Files'] };
  await composer.get('textarea').trigger('paste', { clipboardData });
  await composer.get('form').trigger('submit');

  expect(composer.emitted('send')).toMatchObject([[{ text: '' }, [{ name: 'plan.pdf', type: 'application/pdf' }]]]);
  expect(composer.text()).not.toContain('plan.pdf');
  composer.unmount();
});

class Sound {
  static isTypeSupported = (type: string) => type.startsWith('audio/webm');
  state = 'inactive';
  mimeType = 'audio/webm;codecs=opus';
  ondataavailable?: (event: { data: Blob }) => void;
  onstop?: (() => void) | null;
  start() {
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    this.ondataavailable?.({ data: new Blob(['sound']) });
    this.onstop?.();
  }
}
const withMicrophone = (getUserMedia: () => Promise<unknown>) => {
  vi.stubGlobal('MediaRecorder', Sound);
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true });
};

it('records a voice that can be heard, sent or thrown away, and lets the microphone go', async () => {
  const stop = vi.fn();
  withMicrophone(() => Promise.resolve({ getTracks: () => [{ stop }] }));
  const recorder = mount(Recorder, { attachTo: document.body });
  await flushPromises();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Stop');

  await recorder.get('[aria-label=Stop]').trigger('click');
  await flushPromises();
  expect(stop).toHaveBeenCalledOnce();
  expect(recorder.find('[aria-label=Play]').exists()).toBe(true);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Send');
  await recorder.get('[aria-label=Send]').trigger('click');

  const sent = recorder.emitted<[LocalFile]>('send')?.[0]?.[0];
  expect(sent).toMatchObject({ type: 'audio/webm', name: 'Voice message.weba', size: 5 });
  expect(sent?.voice?.peaks.length).toBeGreaterThan(0);
  await recorder.get('[aria-label="Throw the recording away"]').trigger('click');
  expect(recorder.emitted('close')).toHaveLength(1);
  recorder.unmount();
});

it('explains a blocked microphone and one that is not there', async () => {
  withMicrophone(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  const recorder = mount(Recorder, { attachTo: document.body });
  await flushPromises();
  expect(recorder.get('[role=alert]').text()).toContain('The microphone is blocked');
  recorder.unmount();

  withMicrophone(() => Promise.reject(new DOMException('no', 'NotFoundError')));
  const scope = effectScope();
  const other = scope.run(() => useRecorder());
  await other?.start();

  expect(other?.state.value).toBe('missing');
  scope.stop();
});

it('measures loudness in equal parts', () => {
  expect(peaksOf([1, 5, 2, 9], 2)).toEqual([5, 9]);
  expect(peaksOf([], 60)).toEqual([0]);
  expect(levelOf(new Float32Array([0, 0]))).toBe(0);
  expect(levelOf(new Float32Array([1, -1]))).toBe(100);
  expect(span(65_400)).toBe('1:05');
});

it('asks for another address when one has ended, but not without end', () => {
  const ask = vi.fn();
  const retry = renewing(ask);
  retry();
  retry();
  expect(ask).toHaveBeenCalledOnce();
});
