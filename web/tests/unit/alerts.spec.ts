// The alert centre: what operators see at once, take up and end; and what raises alerts and whom they call.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { detailOf, lateOf, toneOf } from '@/features/alerts/alerts';
import AlertsPage from '@/features/alerts/pages/AlertsPage.vue';
import CallingPage from '@/features/alerts/pages/CallingPage.vue';
import type { Schemas } from '@/lib/api/client';
import { need, useT } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const heard: ((frame: object) => void)[] = [];
vi.mock('@/lib/live', () => ({ useLive: (listen: (frame: object) => void) => heard.push(listen) }));

const nothing = { component: { render: () => null } };
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/admin/alerts/:id?', ...nothing }, { path: '/:rest(.*)*', ...nothing }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const raised: Schemas['AlertOut'] = { alert_id: 'alr_1', title: 'Payments fail', detail: '7 in 15 minutes', severity: 'critical', state: 'open', rota_id: null, told_ids: ['acc_1'], raised_at: '2026-03-01T10:00:00Z', escalates_at: '2026-03-01T10:15:00Z', acknowledged_at: null, acknowledged_by: null, resolved_at: null, resolved_by: null, note: '' }; // prettier-ignore
const counts = { open: 1, acknowledged: 0, critical: 1 };

beforeAll(() => need('alerts', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
  heard.length = 0;
});

function type(field: HTMLInputElement | HTMLTextAreaElement | null | undefined, value: string): void {
  if (field) field.value = value;
  field?.dispatchEvent(new Event('input'));
}
const send = () =>
  dialog()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));

it('[NTF-22] shows an alert at once, lets it be taken up and ended with a note', async () => {
  let items: Schemas['AlertOut'][] = [];
  const sent = answer({
    'GET /v1/alerts': () => [200, { items, next_cursor: null }],
    'GET /v1/alerts/counts': () => [200, items.length ? counts : { open: 0, acknowledged: 0, critical: 0 }],
    'POST /v1/alerts/alr_1/acknowledge': () => {
      items = [{ ...raised, state: 'acknowledged' }];
      return [200, items[0]];
    },
    'POST /v1/alerts/alr_1/resolve': () => {
      items = [{ ...raised, state: 'resolved', resolved_at: '2026-03-01T11:00:00Z', resolved_by: 'acc_1', note: 'A card network was down.' }]; // prettier-ignore
      return [200, items[0]];
    },
  });
  const page = mount(AlertsPage, { global, attachTo: document.body });
  const button = (name: string) => page.findAll('button').find((one) => one.text().startsWith(name));
  await vi.waitFor(() => expect(page.text()).toContain('No alerts'));
  expect(page.text()).toContain('No alert is open.');

  items = [raised];
  heard.forEach((listen) => listen({ event: 'alert', alert_id: 'alr_1', state: 'open', severity: 'critical' }));
  await vi.waitFor(() => expect(page.text()).toContain('Payments fail'));
  await vi.waitFor(() => expect(page.text()).toContain('1 alert is open, 1 of them critical.'));

  await button('I take it')?.trigger('click');
  await vi.waitFor(() => expect(button('I take it')).toBeUndefined());

  await button('It is over')?.trigger('click');
  await vi.waitFor(() => expect(dialog()).toBeTruthy());
  type(dialog()?.querySelector('textarea'), 'A card network was down.');
  send();
  await vi.waitFor(() => expect(page.text()).toContain('A card network was down.'));
  const body: unknown = await sent.find((one) => one.url.endsWith('/resolve'))?.json();
  expect(body).toEqual({ note: 'A card network was down.' });
});

it('adds a rule, and shows what is refused at its field', async () => {
  const refusal = { type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '/threshold', detail: 'too small', code: 'too_small' }] }; // prettier-ignore
  const sent = answer({
    'GET /v1/alerts/rules': { items: [] },
    'GET /v1/alerts/rotas': { items: [] },
    'GET /v1/alerts/addresses': { items: [] },
    'POST /v1/alerts/rules': () => [422, refusal],
  });
  const page = mount(CallingPage, { global, attachTo: document.body });
  await vi.waitFor(() => expect(page.text()).toContain('nobody is called'));
  await page
    .findAll('button')
    .find((one) => one.text() === 'Add a rule')
    ?.trigger('click');
  await vi.waitFor(() => expect(dialog()).toBeTruthy());
  send();
  await flushPromises();
  const [name, threshold] = dialog()?.querySelectorAll<HTMLInputElement>('input') ?? [];
  await vi.waitFor(() => expect(name?.getAttribute('aria-invalid')).toBe('true'));
  expect(sent.filter((one) => one.method === 'POST')).toEqual([]);

  type(name, 'Cards fail');
  send();
  await vi.waitFor(() => expect(threshold?.getAttribute('aria-invalid')).toBe('true'));
  const body: unknown = await sent.find((one) => one.method === 'POST')?.json();
  expect(body).toEqual({ name: 'Cards fail', figure: 'error_percent', comparison: 'above', threshold: 5, window_minutes: 15, severity: 'warning', rota_id: null, is_on: true }); // prettier-ignore
});

it('changes a rota in its own time zone, at the version that was read', async () => {
  const rota: Schemas['RotaOut'] = { rota_id: 'rot_1', name: 'Nights', time_zone: 'Asia/Karachi', starts_on: '2026-03-01', handover: '09:00', turn_days: 7, people: ['acc_1', 'acc_2'], escalate_minutes: 10, stand_ins: [{ account_id: 'acc_3', starts_at: '2026-03-02T04:00:00Z', ends_at: '2026-03-03T04:00:00Z' }], on_call: 'acc_1', backup: 'acc_2', version: 4 }; // prettier-ignore
  const sent = answer({
    'GET /v1/alerts/rules': { items: [] },
    'GET /v1/alerts/rotas': { items: [rota] },
    'GET /v1/alerts/addresses': { items: [] },
    'PUT /v1/alerts/rotas/rot_1': () => [200, { ...rota, version: 5 }],
  });
  const page = mount(CallingPage, { global, attachTo: document.body });
  await vi.waitFor(() => expect(page.text()).toContain('Nights'));
  await page
    .findAll('button')
    .find((one) => one.text().startsWith('Change'))
    ?.trigger('click');
  await vi.waitFor(() => expect(dialog()).toBeTruthy());
  send();
  await vi.waitFor(() => expect(sent.some((one) => one.method === 'PUT')).toBe(true));
  const put = sent.find((one) => one.method === 'PUT');
  expect(put?.headers.get('if-match')).toBe('"4"');
  const body = (await put?.json()) as { stand_ins: { starts_at: string }[]; people: string[] };
  expect(body.people).toEqual(['acc_1', 'acc_2']);
  expect(new Date(body.stand_ins[0]?.starts_at ?? '').toISOString()).toBe('2026-03-02T04:00:00.000Z');
});

it('says what a rule measured in its own words, and what an alarm of the cloud says as it does', () => {
  const t = useT('alerts');
  const measured = detailOf('payment_failures: 0 (below 1, 15 min)', t);
  expect(measured).toBe('0 measured. Payments that fail below 1, over 15 minutes.');
  expect(detailOf('Threshold Crossed: 1 datapoint', t)).toBe('Threshold Crossed: 1 datapoint');
  const late = 'dispute_minutes_late: 20 (above 15, 5 min): dsp_1';
  expect(detailOf(late, t)).toContain('20 measured.');
  expect(lateOf(late)).toEqual({ id: 'dsp_1', to: '/admin/disputes/dsp_1' });
  expect(lateOf('report_minutes_late: 1 (above 0, 5 min): rpt_1')?.to).toBe('/admin/message-reports/rpt_1');
  expect(lateOf('payment_failures: 9 (above 1, 15 min)')).toBeUndefined();
  expect(lateOf('Threshold Crossed: 1 datapoint')).toBeUndefined();
  expect(detailOf('moon_phase: 0 (below 1, 15 min)', t)).toBe('moon_phase: 0 (below 1, 15 min)');
  expect(toneOf({ state: 'resolved', severity: 'critical' })).toBeUndefined();
});

it('names those who are called, and tells of nobody behind them when there is nobody', async () => {
  const rota: Schemas['RotaOut'] = { rota_id: 'rot_1', name: 'Nights', time_zone: 'Asia/Karachi', starts_on: '2026-03-01', handover: '09:00', turn_days: 7, people: ['acc_me', 'acc_2'], escalate_minutes: 10, stand_ins: [], on_call: 'acc_me', backup: 'acc_2', version: 4 }; // prettier-ignore
  const alone = { ...rota, rota_id: 'rot_2', name: 'Days', on_call: 'acc_3', backup: 'acc_3' };
  answer({
    'GET /v1/alerts/rules': { items: [] },
    'GET /v1/alerts/rotas': { items: [rota, alone] },
    'GET /v1/alerts/addresses': { items: [] },
    'GET /v1/profiles/acc_2': { items: [{ display_name: 'Bilal' }] },
    'GET /v1/profiles/acc_3': () => [404, { type: 'about:blank', title: 'unknown', status: 404 }],
  });
  useSession().account = { account_id: 'acc_me', display_name: 'Ada', roles: [] } as never;
  const page = mount(CallingPage, { global, attachTo: document.body });
  const row = (name: string) => page.findAll('li').find((one) => one.text().startsWith(name))?.text(); // prettier-ignore
  await vi.waitFor(() => expect(row('Nights')).toContain('On call now: AdaIf they do not answer: Bilal'));
  expect(row('Days')).toContain('On call now: acc_3');
  expect(row('Days')).not.toContain('If they do not answer');
});
