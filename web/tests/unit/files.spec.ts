// A name that the server refuses is changed before it is sent, wherever a file is handed in.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendEvidence } from '@/features/disputes/api';
import { chosenOf } from '@/features/messaging/files';
import { sendFile } from '@/lib/files';

class Upload {
  upload = {};
  status = 204;
  onload?: () => void;
  open() {}
  send() {
    this.onload?.();
  }
}

let announced: unknown[] = [];
beforeEach(() => {
  announced = [];
  vi.stubGlobal('XMLHttpRequest', Upload);
  vi.stubGlobal('fetch', async (given: Request) => {
    const text = await given.text();
    if (text) announced.push((JSON.parse(text) as { file_name: string }).file_name);
    const upload = { url: 'https://store.example/', fields: {} };
    return new Response(JSON.stringify({ file: { file_id: 'fil_1' }, evidence: { evidence_id: 'fil_1' }, upload }));
  });
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  ['<img src=x onerror=alert(1)>.pdf', '-img src=x onerror=alert(1)-.pdf'],
  ['a "b"\\c.pdf', 'a -b--c.pdf'],
  ['plan\u202efdp.pdf', 'plan-fdp.pdf'],
  ['Devis été, n° 3.pdf', 'Devis été, n° 3.pdf'],
  ['فہرست.pdf', 'فہرست.pdf'],
])('announces %s as %s', async (name, taken) => {
  const file = new File(['%PDF'], name, { type: 'application/pdf' });

  await sendFile('projects', 'prj_1', file, () => undefined);
  await sendFile('contracts', 'ctr_1', file, () => undefined);
  await sendEvidence('dsp_1', file, '', () => undefined);

  expect(announced).toEqual([taken, taken, taken]);
  expect(chosenOf([file], 0).fit[0]?.name).toBe(taken);
});
