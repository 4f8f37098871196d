import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { flushPromises, mount } from '@vue/test-utils';
import { VueQueryPlugin, QueryClient } from '@tanstack/vue-query';
import ReportForm from '@/features/messaging/parts/ReportForm.vue';
import ReportRow from '@/features/messaging/parts/ReportRow.vue';
import SendLater from '@/features/messaging/parts/SendLater.vue';
import TemplatePicker from '@/features/messaging/parts/TemplatePicker.vue';
import { hintOf } from '@/features/messaging/thread';
import { decisionsOf, moments, type Report } from '@/features/messaging/writing';
import { instantAt, ownZone } from '@/lib/zoned';
import { need } from '@/lib/i18n';
import { toasts } from '@/lib/toast';

const given = { template_id: 'tpl_1', title: 'Follow up', language: 'en', text: 'Hello {recipient_name}, about {topic}?', variables: ['recipient_name', 'topic'], is_own: false, changed_at: null }; // prettier-ignore
const aReport = (fields: Partial<Report> = {}): Report => ({
  report_id: 'rep_1', conversation_id: 'cnv_1', message_id: 'msg_1', account_id: 'acc_2', reason: 'off_platform_payment', note: '', reported_at: '2026-03-01T10:00:00Z',
  decision: null, decided_at: null, reporter_id: 'acc_1', text: 'Pay me directly', moderator_id: null, moderator_note: null, ...fields,
}); // prettier-ignore

const asked: { what: string; body: Record<string, unknown> }[] = [];
const global = { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }] as [typeof VueQueryPlugin, object]], stubs: { RouterLink: true } }; // prettier-ignore
/** Windows are drawn at the end of the page. */
const page = () => document.body;
const press = (name: string) =>
  [...page().querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim() === name)?.click();
function write(field: HTMLInputElement | null | undefined, text: string): void {
  if (!field) throw new Error('there is no such field');
  field.value = text;
  field.dispatchEvent(new Event('input'));
}
const settled = async () => {
  await flushPromises();
  await vi.dynamicImportSettled();
  await flushPromises();
};

beforeEach(async () => {
  await need('messaging', 'writing', 'reports', 'problems');
  asked.length = 0;
  toasts.splice(0);
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname;
    const body = ['GET', 'DELETE'].includes(request.method) ? {} : ((await request.json()) as Record<string, unknown>);
    if (request.method !== 'GET') asked.push({ what: `${request.method} ${path}`, body });
    const answer = path.endsWith('/renderings') ? { text: 'Hello Ada, about tiles?' } : path.endsWith('message-templates') ? { items: [given] } : { items: [], send_at: body['send_at'], report_id: 'rep_1' }; // prettier-ignore
    return new Response(JSON.stringify(answer));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

it('[MSG-14] asks for what a template does not know, and puts what it says into the message', async () => {
  const picker = mount(TemplatePicker, { props: { conversation: 'cnv_1' }, global, attachTo: document.body });
  await settled();
  expect(page().textContent).toContain('Follow up');
  page().querySelector<HTMLElement>('ul.rows button')?.click();
  await settled();
  const fields = [...page().querySelectorAll<HTMLInputElement>('form input')];
  expect(fields).toHaveLength(1);
  write(fields[0], 'tiles');
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();

  expect(asked).toEqual([{ what: 'POST /v1/message-templates/tpl_1/renderings', body: { conversation_id: 'cnv_1', values: { topic: 'tiles' } } }]); // prettier-ignore
  expect(picker.emitted('take')).toEqual([['Hello Ada, about tiles?']]);
  picker.unmount();
});

it('asks for what is known elsewhere where the conversation does not know it', async () => {
  const answers = window.fetch;
  vi.stubGlobal('fetch', async (request: Request) => {
    const said = request.url.endsWith('/renderings') ? ((await request.clone().json()) as { values: object }) : null;
    if (!said || 'recipient_name' in said.values) return answers(request);
    const problem = { type: 'https://x/problems/messaging/variable-unknown', title: '', status: 422, detail: '', errors: [{ pointer: '/values/recipient_name', detail: 'a variable of the template', code: 'missing' }] }; // prettier-ignore
    return new Response(JSON.stringify(problem), { status: 422, headers: { 'Content-Type': 'application/problem+json' } }); // prettier-ignore
  });
  const picker = mount(TemplatePicker, { props: { conversation: 'cnv_1' }, global, attachTo: document.body });
  await settled();
  page().querySelector<HTMLElement>('ul.rows button')?.click();
  await settled();
  const fields = () => [...page().querySelectorAll<HTMLInputElement>('form input')];
  write(fields()[0], 'tiles');
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();
  expect(fields().map((one) => [one.value, one.getAttribute('aria-invalid')])).toEqual([['', 'true'], ['tiles', null]]); // prettier-ignore
  write(fields()[0], 'Ada');
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();

  expect(asked.at(-1)?.body).toEqual({ conversation_id: 'cnv_1', values: { recipient_name: 'Ada', topic: 'tiles' } });
  expect(picker.emitted('take')).toEqual([['Hello Ada, about tiles?']]);
  picker.unmount();
});

it('reads a time on the clocks of a place, over a change of these clocks too', () => {
  expect(instantAt('Europe/Paris', '2026-03-28T09:00')).toBe('2026-03-28T08:00:00.000Z');
  expect(instantAt('Europe/Paris', '2026-03-30T09:00')).toBe('2026-03-30T07:00:00.000Z');
});

it('offers times that people mean, and no Monday that is tomorrow', () => {
  const friday = new Date('2026-11-20T23:30:00Z');

  expect(moments('Europe/Paris', friday).map((one) => one.wall)).toEqual(['2026-11-21T01:30', '2026-11-22T09:00', '2026-11-23T09:00']); // prettier-ignore
  expect(moments('UTC', new Date('2026-11-22T10:00:00Z')).map((one) => one.key)).toEqual(['later.hour', 'later.tomorrow']); // prettier-ignore
});

it('sends later what is written, at the instant that the clocks of this device mean', async () => {
  const later = mount(SendLater, { props: { conversation: 'cnv_1', text: 'Good morning' }, global, attachTo: document.body }); // prettier-ignore
  await settled();
  expect(page().textContent).toContain(ownZone());
  write(page().querySelector<HTMLInputElement>('input[type=datetime-local]'), '2026-12-01T09:30');
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();

  expect(asked[0]?.what).toMatch(/^PUT \/v1\/scheduled-messages\/scm_[0-9A-Z]{26}$/);
  expect(asked[0]?.body).toEqual({ conversation_id: 'cnv_1', text: 'Good morning', send_at: instantAt(ownZone(), '2026-12-01T09:30') }); // prettier-ignore
  expect(later.emitted('done')).toHaveLength(1);
  later.unmount();
});

it('reports a message with a reason, and asks for one where none was chosen', async () => {
  const message = { message_id: 'msg_1', text: 'Pay me directly' } as never;
  const form = mount(ReportForm, { props: { conversation: 'cnv_1', message }, global, attachTo: document.body });
  await settled();
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();
  expect(page().querySelector('[aria-invalid=true]')).not.toBeNull();
  expect(asked).toEqual([]);

  page().querySelector<HTMLInputElement>('input[value=off_platform_payment]')?.click();
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();

  expect(asked[0]).toEqual({ what: 'POST /v1/message-reports', body: { conversation_id: 'cnv_1', message_id: 'msg_1', reason: 'off_platform_payment', note: '' } }); // prettier-ignore
  expect(page().textContent).toContain('Moderators');
  expect(page().querySelector('router-link-stub[to="/messages/reports/rep_1"]')).not.toBeNull();
  form.unmount();
});

it('offers a moderator only decisions that there is something for, and sends the one that is confirmed', async () => {
  expect(decisionsOf(aReport())).toEqual(['dismiss', 'hide_message', 'warn', 'block']);
  expect(decisionsOf(aReport({ message_id: null, account_id: null }))).toEqual(['dismiss']);
  expect(decisionsOf(aReport({ reporter_id: null }))).toEqual(['dismiss', 'hide_message', 'warn']);

  const row = mount(ReportRow, { props: { report: aReport() }, global, attachTo: document.body });
  press('Hide the message');
  await settled();
  expect(asked).toEqual([]);
  page().querySelector('form')?.dispatchEvent(new Event('submit'));
  await settled();

  expect(asked).toEqual([{ what: 'POST /v1/message-reports/rep_1/decision', body: { decision: 'hide_message', note: '' } }]); // prettier-ignore
  expect(row.emitted('decided')).toHaveLength(1);
  row.unmount();
});

it('says of a report that the platform raised that nobody made it, and promises nobody to be told', async () => {
  const row = mount(ReportRow, { props: { report: aReport({ reporter_id: null, reason: 'extortion' }) }, global, attachTo: document.body }); // prettier-ignore
  expect(row.text()).toContain('Raised by the platform');
  expect(row.text()).toContain('signs of extortion');
  expect(row.text()).not.toContain('Reported by');
  press('Dismiss');
  await settled();

  expect(page().querySelector('form')?.textContent).not.toContain('reporter');
  row.unmount();
});

it('erases a conversation for all only once that is confirmed, and leaves the report to be decided', async () => {
  const row = mount(ReportRow, { props: { report: aReport() }, global, attachTo: document.body });
  press('Erase the conversation');
  await settled();
  expect(asked).toEqual([]);
  expect(page().textContent).toContain('nobody can bring them back');
  [...page().querySelectorAll<HTMLElement>('.btn-danger')].at(-1)?.click();
  await settled();

  expect(asked.map((one) => one.what)).toEqual(['DELETE /v1/conversations/cnv_1']);
  expect(row.emitted('decided')).toBeUndefined();
  row.unmount();
});

it('says something of every signal, of new ones too', () => {
  expect(['email', 'iban', 'pay_outside', 'extortion', 'brand_new'].map(hintOf)).toEqual(['hint.contact', 'hint.pay', 'hint.pay', 'hint.threat', 'hint.any']); // prettier-ignore
});
