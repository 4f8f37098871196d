// What operators and finance look after: rewards, agreements, plans, staff and permissions.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import StaffPage from '@/features/administration/pages/StaffPage.vue';
import AgreementPage from '@/features/billing/pages/AgreementPage.vue';
import AgreementsPage from '@/features/billing/pages/AgreementsPage.vue';
import PlansPage from '@/features/billing/pages/PlansPage.vue';
import RewardsPage from '@/features/billing/pages/RewardsPage.vue';
import type { Schemas } from '@/lib/api/client';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer, type Answers } from './answers';

const nothing = { component: { render: () => null } };
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/agreements/:id', ...nothing }, { path: '/:rest(.*)*', ...nothing }] }); // prettier-ignore
const global = { plugins: [router, [VueQueryPlugin, { queryClient }] as [typeof VueQueryPlugin, object]] };
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const shown = (page: Component, answers: Answers) => {
  const sent = answer(answers);
  return { sent, page: mount(page, { global, attachTo: document.body }) };
};
const pathOf = (sent: Request[], method: string) =>
  sent.filter((one) => one.method === method).map((one) => new URL(one.url).pathname);
const button = (page: ReturnType<typeof mount>, name: string) =>
  page.findAll('button').find((one) => one.text().startsWith(name));
function type(field: HTMLInputElement | null | undefined, value: string): void {
  if (field) field.value = value;
  field?.dispatchEvent(new Event('input'));
}
const none = { items: [], next_cursor: null };

beforeAll(() => need('desk', 'staff', 'subscription', 'problems'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  useSession().account = undefined;
});

it('lets a reward go on, and says that none waits', async () => {
  const reward = { state: 'in_review', amount_minor: 500, currency: 'EUR', basis_points: 100, accrued_at: '2026-03-01T10:00:00Z', vests_at: '2026-04-01T10:00:00Z', ended_at: null, reason: null, newcomer_id: 'acc_n', referrer_id: 'acc_r', milestone_id: 'mil_1', signals: ['same_card'] }; // prettier-ignore
  let waits = [reward];
  const { sent, page } = shown(RewardsPage, {
    'GET /v1/referral-rewards': () => [200, { items: waits }],
    'POST /v1/referral-rewards/acc_n/clear': () => {
      waits = [];
      return [200, { ...reward, state: 'accrued' }];
    },
  });
  await vi.waitFor(() => expect(page.text()).toContain('acc_n'));
  await button(page, 'Let it go on')?.trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('No reward waits'));
  expect(pathOf(sent, 'POST')).toEqual(['/v1/referral-rewards/acc_n/clear']);
});

it('proposes an agreement, and shows a refusal at the account it points to', async () => {
  const refusal = { type: 'https://guildhall.example/problems/billing/agreement-unsound', title: '', status: 422, detail: '', errors: [{ pointer: '/contributor_id', detail: 'nobody brings themselves', code: 'same_person' }] }; // prettier-ignore
  const { sent, page } = shown(AgreementsPage, {
    'GET /v1/contributor-agreements': none,
    'POST /v1/contributor-agreements': () => [422, refusal],
  });
  await vi.waitFor(() => expect(page.text()).toContain('No agreement yet'));
  await button(page, 'Propose an agreement')?.trigger('click');
  await vi.waitFor(() => expect(dialog()).toBeTruthy());
  const fields = [...(dialog()?.querySelectorAll<HTMLInputElement>('input') ?? [])];
  const [name, contributor, brought] = fields;
  type(name, 'Scout');
  type(contributor, 'acc_1');
  type(brought, 'acc_1');
  type(fields.at(-1), '2027-01-01');
  dialog()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(contributor?.getAttribute('aria-invalid')).toBe('true'));
  const post = sent.find((one) => one.method === 'POST');
  expect(await post?.json()).toEqual({
    name: 'Scout', contributor_id: 'acc_1', brought_id: 'acc_1', basis: 'commission', basis_points: 1_000,
    currency: 'EUR', valid_to: '2027-01-01T00:00:00Z',
  }); // prettier-ignore
});

it('lets those decide about an agreement who may, as the server says, and shows what a month accrued', async () => {
  await router.push('/agreements/agr_1');
  useSession().account = { account_id: 'acc_p', roles: ['finance'] } as Schemas['AccountOut'];
  const agreement = { agreement_id: 'agr_1', contributor_id: 'acc_c', brought_id: 'acc_b', name: 'Scout', basis: 'commission', basis_points: 1_000, currency: 'EUR', valid_from: '2026-01-01T00:00:00Z', valid_to: '2027-01-01T00:00:00Z', cap_minor: null, state: 'proposed', proposed_by: 'acc_p', proposed_at: '2026-01-01T00:00:00Z', decided_by: null, decided_at: null, may_decide: false, may_end: false }; // prettier-ignore
  const accrual = { entry_id: 'e', kind: 'contributor', milestone_id: 'mil_9', amount_minor: 250, booked_at: '2026-03-02T00:00:00Z' }; // prettier-ignore
  const { sent, page } = shown(AgreementPage, {
    'GET /v1/contributor-agreements/agr_1': () => [200, agreement],
    'GET /v1/profiles/acc_b': { items: [{ display_name: 'Bina Brought' }] },
    'GET /v1/contributor-agreements/agr_1/statement': { agreement_id: 'agr_1', contributor_id: 'acc_c', month: '2026-03-01', currency: 'EUR', opening_minor: 0, items: [accrual], closing_minor: 250 }, // prettier-ignore
  });
  await vi.waitFor(() => expect(page.text()).toContain('mil_9'));
  await vi.waitFor(() => expect(page.text()).toMatch(/Bina Brought\s*acc_b/));
  expect(page.text(), 'of whom nothing is known').toContain('acc_c');
  expect([button(page, 'Approve'), button(page, 'End it')]).toEqual([undefined, undefined]);
  agreement.may_decide = true;
  await queryClient.invalidateQueries();
  await vi.waitFor(() => expect(button(page, 'Approve')).toBeTruthy());
  await button(page, 'Approve')?.trigger('click');
  await vi.waitFor(() => expect(dialog()?.querySelector('.btn-primary')).toBeTruthy());
  dialog()?.querySelector<HTMLElement>('.btn-primary')?.click();
  await vi.waitFor(() => expect(pathOf(sent, 'POST')).toEqual(['/v1/contributor-agreements/agr_1/approve']));
  await vi.waitFor(() => expect(dialog()).toBeNull());
});

it('writes a plan, and shows who subscribed', async () => {
  const plan = { plan_id: 'pln_1', version: 1, name: 'Plus', price_minor: 900, currency: 'EUR', interval: 'month', trial_days: 14, is_offered: true, valid_from: '2026-01-01T00:00:00Z' }; // prettier-ignore
  const { sent, page } = shown(PlansPage, {
    'GET /v1/plans': { items: [plan] },
    'GET /v1/subscriptions': { items: [{ account_id: 'acc_s', state: 'active', plan, wanted_plan_id: 'pln_1', period_end: null }], next_cursor: null }, // prettier-ignore
    'GET /v1/profiles/acc_s': { items: [{ display_name: '' }, { display_name: 'Sana Subscriber' }] },
  });
  await vi.waitFor(() => expect(page.text()).toMatch(/Sana Subscriber\s*acc_s/));
  await button(page, 'Change')?.trigger('click');
  await vi.waitFor(() => expect(dialog()).toBeTruthy());
  type(dialog()?.querySelectorAll<HTMLInputElement>('input')[1], '12');
  dialog()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(dialog()).toBeNull());
  const post = sent.find((one) => one.method === 'POST');
  expect(await post?.json()).toMatchObject({ plan_id: 'pln_1', price_minor: 1_200, trial_days: 14, is_offered: true });
});

it('invites to a role, takes the invitation back, and grants a permission to an account', async () => {
  const invitation = { invitation_id: 'inv_1', email: 'mo@guildhall.example', role: 'mediator', open_until: '2026-03-08T10:00:00Z', token: 'secret' }; // prettier-ignore
  const { sent, page } = shown(StaffPage, {
    'GET /v1/grants': { items: [{ permission: 'billing.approve_agreement', account_id: 'acc_2', granted_by: 'acc_3', granted_at: '2026-03-01T10:00:00Z' }] }, // prettier-ignore
    'GET /v1/profiles/acc_2': { items: [{ display_name: 'Gul Granted' }] },
    'PUT /v1/grants/billing.approve_rule_change/Gul': () => [422, { type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '', errors: [{ pointer: '#path/account_id', detail: 'the id of an account', code: 'account' }] }], // prettier-ignore
    'POST /v1/invitations': invitation,
    'DELETE /v1/invitations/inv_1': {},
  });
  await vi.waitFor(() => expect(page.text()).toContain('Decide on agreements with contributors'));
  await vi.waitFor(() => expect(page.text()).toMatch(/Gul Granted\s*acc_2/));
  const [invite, grant] = page.findAll('form');
  await invite?.get('input').setValue('nonsense');
  await invite?.trigger('submit');
  await vi.waitFor(() => expect(page.text()).toContain('This is no e-mail address'));
  await invite?.get('input').setValue(invitation.email);
  await invite?.trigger('submit');
  await vi.waitFor(() => expect(page.text()).toContain(invitation.email));
  await button(page, 'Take back')?.trigger('click');
  await vi.waitFor(() => expect(pathOf(sent, 'DELETE')).toEqual(['/v1/invitations/inv_1']));

  await grant?.get('input').setValue('Gul');
  await grant?.trigger('submit');
  await vi.waitFor(() => expect(grant?.get('input').attributes('aria-invalid')).toBe('true'));
  await grant?.get('input').setValue('acc_9');
  await grant?.trigger('submit');
  await vi.waitFor(() => expect(pathOf(sent, 'PUT').at(-1)).toBe('/v1/grants/billing.approve_rule_change/acc_9'));
});
