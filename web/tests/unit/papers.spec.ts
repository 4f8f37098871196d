// Papers of a year, and what finance can do about one.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import PaperDesk from '@/features/billing/parts/PaperDesk.vue';
import YearPapers from '@/features/billing/parts/YearPapers.vue';
import DealQuote from '@/features/projects/parts/DealQuote.vue';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const paper: Schemas['DocumentOut'] = {
  document_id: 'doc_1', kind: 'invoice', state: 'issued', number: 'GH-2026-000001', issued_on: '2026-03-01',
  issuer_id: 'platform', account_id: 'acc_e', contract_id: 'con_1', milestone_id: 'mil_1', currency: 'EUR',
  gross_minor: 120_000, net_minor: 12_000, tax_minor: 2_400, total_minor: 14_400, tax_category: 'S',
  tax_basis_points: 2_000, is_provisional: false, lines: [], refers_to: null, waits_for: null, sha256: null,
  drafted_at: '2026-03-01T10:00:00Z',
}; // prettier-ignore
const none = { items: [], next_cursor: null };

beforeAll(() => need('billing', 'papers', 'projects', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
});

it('shows what was issued and what waits for what, and puts a year together', async () => {
  const waiting = { ...paper, document_id: 'doc_2', number: null, state: 'waiting', waits_for: 'no tax profile' };
  let asked = 0;
  const archive = { archive_id: 'arc_1', issuer_id: 'acc_e', year: 2026, documents: 3, urls: [], requested_at: '2026-03-01T10:00:00Z' }; // prettier-ignore
  const sent = answer({
    'GET /v1/documents/issued/acc_e': { items: [paper], next_cursor: null },
    'GET /v1/documents/waiting/acc_e': { items: [waiting], next_cursor: null },
    'GET /v1/documents/taxes/acc_e': none,
    'POST /v1/document-archives': { ...archive, state: 'building' },
    'GET /v1/document-archives/arc_1': () => {
      asked += 1;
      return [200, { ...archive, state: 'ready', urls: ['https://files.example/1.zip'] }];
    },
  });
  const page = mount(YearPapers, { props: { side: 'acc_e' }, global });
  await vi.waitFor(() => expect(page.text()).toContain('no tax profile'));
  expect(page.text()).toContain('GH-2026-000001');
  expect(page.text()).toContain('No tax in this year');

  await page.findAll('button').find((one) => one.text().startsWith('Put the year'))?.trigger('click'); // prettier-ignore
  await vi.waitFor(() => expect(page.find('a[href="https://files.example/1.zip"]').exists()).toBe(true));
  expect(asked).toBe(1);
  const post = sent.find((one) => one.method === 'POST');
  expect(await post?.json()).toEqual({ issuer_id: 'acc_e', year: new Date().getUTCFullYear() });
});

it('says how an invoice fared as data, and lets only finance correct it', async () => {
  answer({
    'GET /v1/documents/doc_1/transmission': { state: 'rejected', flow_id: 'f-1', reason: 'unknown buyer', begun_at: null, asked_at: null },
  }); // prettier-ignore
  const part = mount(PaperDesk, { props: { paper }, global });
  await vi.waitFor(() => expect(part.text()).toContain('unknown buyer'));
  expect(part.text()).toContain('Refused');
  expect(part.findAll('button')).toHaveLength(0);

  useSession().account = { account_id: 'acc_f', roles: ['finance'] } as Schemas['AccountOut'];
  await vi.waitFor(() => expect(part.get('.btn-danger').text()).toBe('Correct the invoice'));
});

it('quotes a deal for the side that looks at it', async () => {
  const line = (kind: string, amount_minor: number) => ({ kind, amount_minor, basis_points: 1_000, rule_id: 'r', rule_version: 1 }); // prettier-ignore
  const quote = {
    currency: 'EUR',
    client: { price_minor: 100_000, lines: [line('client_fee', 3_000)], tax: null, total_minor: 103_000 },
    expert: { gross_minor: 100_000, lines: [line('commission', 10_000)], tax: null, withholding: null, net_minor: 90_000 },
  }; // prettier-ignore
  const sent = answer({ 'GET /v1/commission-quotes': quote });
  const props = { side: 'expert' as const, amount: 100_000, currency: 'EUR', expertId: 'acc_e', clientId: 'acc_c', category: null }; // prettier-ignore
  const part = mount(DealQuote, { props, global });
  await vi.waitFor(() => expect(part.text()).toContain('€900'));
  expect(part.text()).toContain('Commission of the platform');
  expect(new URL(sent[0]?.url ?? '').searchParams.has('category')).toBe(false);
  await part.setProps({ side: 'client' });
  expect(part.text()).toContain('€1,030');
});
