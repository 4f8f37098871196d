// A contract with protected money, and a dispute about it, made through the API by people of the demonstration data:
// pages that only exist then can be opened, without walking the whole main job first.
import { expect, request, type APIRequestContext } from '@playwright/test';
import { ulid } from '../src/lib/ulid';
import { PASSWORD } from './people';

const WEB = process.env['GUILDHALL_WEB'] ?? 'http://localhost:4569';

export interface Api {
  account: string;
  get: <T>(path: string) => Promise<T>;
  send: <T>(method: 'POST' | 'PUT', path: string, body?: object, match?: number) => Promise<T>;
}

export interface World {
  client: Api;
  expert: Api;
  contract: string;
  milestone: string;
  title: string;
}

export async function signedIn(web: APIRequestContext, email: string): Promise<Api> {
  const answer = await web.post('/v1/auth/sign-in', { data: { email, password: PASSWORD } });
  const { access_token } = (await answer.json()) as { access_token: string };
  const Authorization = `Bearer ${access_token}`;
  const get = async <T>(path: string): Promise<T> => {
    const got = await web.get(path, { headers: { Authorization } });
    expect(got.ok(), `${path}: ${await got.text()}`).toBe(true);
    return (await got.json()) as T;
  };
  const send = async <T>(method: 'POST' | 'PUT', path: string, body: object = {}, match?: number): Promise<T> => {
    const headers = { Authorization, 'Idempotency-Key': crypto.randomUUID(), ...(match === undefined ? {} : { 'If-Match': `"${String(match)}"` }) }; // prettier-ignore
    const got = await web.fetch(path, { method, data: body, headers });
    expect(got.ok(), `${method} ${path}: ${await got.text()}`).toBe(true);
    return (await got.json()) as T;
  };
  const { account_id } = await get<{ account_id: string }>('/v1/me');
  return { account: account_id, get, send };
}

/** Events make what follows possible within seconds, on a busy machine within a minute: try until they have. */
const eventually = (what: () => Promise<unknown>) => expect(what).toPass({ timeout: 90_000, intervals: [300] });

export async function withWeb<T>(work: (web: APIRequestContext) => Promise<T>): Promise<T> {
  const web = await request.newContext({ baseURL: WEB });
  try {
    return await work(web);
  } finally {
    await web.dispose();
  }
}

const TAXED = {
  legal_name: 'Amina Diallo', street: '4 rue des Essais', city: 'Lyon', postcode: '69001', country: 'FR',
  is_business: true, registration: 'not_registered', legal_id: '404833048',
}; // prettier-ignore

async function becomePayable(web: APIRequestContext, expert: Api): Promise<void> {
  const profile = `/v1/tax-profiles/${expert.account}`;
  await expert.get(profile).catch(() => expert.send('PUT', profile, TAXED, 0));
  await expert.send('POST', '/v1/payout-account', { country: 'FR', email: 'amina@experts.example' });
  await eventually(async () => {
    const account = await expert.get<{ is_payable: boolean; onboarding_url: string | null }>('/v1/payout-account');
    if (!account.is_payable && account.onboarding_url) await web.post(account.onboarding_url, { maxRedirects: 0 });
    expect(account.is_payable).toBe(true);
  });
}

async function agree(client: Api, expert: Api, title: string): Promise<string> {
  const due = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const brief = { title, description: 'A page with opening hours, and orders.', skills: ['python'], currency: 'EUR', budget_minor: 240_000, due_on: due }; // prettier-ignore
  const { project_id } = await client.send<{ project_id: string }>('POST', '/v1/projects', brief);
  await client.send('POST', `/v1/projects/${project_id}/post`);
  const proposal = `/v1/projects/${project_id}/proposals/${expert.account}`;
  const offer = {
    cover_text: 'I have done this before.',
    milestones: [
      { title: 'Page with opening hours', amount_minor: 120_000, due_on: due },
      { title: 'Orders', amount_minor: 120_000, due_on: due },
    ],
  };
  await eventually(() => expert.send('PUT', proposal, offer, 0));
  await eventually(() => expert.send('POST', `${proposal}/submit`));
  await eventually(async () => {
    const { version } = await client.get<{ version: number }>(proposal);
    await client.send('POST', `${proposal}/accept`, {}, version);
  });
  let contract = '';
  await eventually(async () => {
    const { items } = await client.get<{ items: { contract_id: string; title: string }[] }>('/v1/contracts?side=client'); // prettier-ignore
    contract = items.find((one) => one.title === title)?.contract_id ?? '';
    expect(contract).not.toBe('');
  });
  const { terms_version } = await client.get<{ terms_version: number }>(`/v1/contracts/${contract}`);
  for (const side of [client, expert]) await side.send('POST', `/v1/contracts/${contract}/sign`, { terms_version });
  return contract;
}

interface Paid {
  held_minor: number;
  checkout: { client_secret: string; publishable_key: string } | null;
}

async function fund(web: APIRequestContext, client: Api, milestone: string): Promise<void> {
  await eventually(() => client.send('POST', `/v1/milestones/${milestone}/fund`));
  let isSent = false;
  await eventually(async () => {
    const { held_minor, checkout } = await client.get<Paid>(`/v1/payments/${milestone}`);
    if (!isSent && checkout) {
      const intent = checkout.client_secret.split('_secret_')[0] ?? '';
      const form = { client_secret: checkout.client_secret, payment_method: 'pm_card_visa' };
      const headers = { Authorization: `Basic ${btoa(`${checkout.publishable_key}:`)}` };
      isSent = (await web.post(`/payment-console/v1/payment_intents/${intent}/confirm`, { form, headers })).ok();
    }
    expect(held_minor).toBeGreaterThan(0);
  });
}

/** Clara and Amina sign a contract; its first milestone's money is protected. */
export const protectedWorld = (title = `Opening hours ${Date.now().toString(36)}`): Promise<World> =>
  withWeb(async (web) => {
    const client = await signedIn(web, 'clara@clients.example');
    const expert = await signedIn(web, 'amina@experts.example');
    await becomePayable(web, expert);
    const contract = await agree(client, expert, title);
    const { milestones } = await client.get<{ milestones: { milestone_id: string }[] }>(`/v1/contracts/${contract}`);
    const milestone = milestones[0]?.milestone_id ?? '';
    await fund(web, client, milestone);
    return { client, expert, contract, milestone, title };
  });

/** The conversation of one with an expert; it begins with the first asking. */
export const talkOf = (email: string, expert: string): Promise<string> =>
  withWeb(async (web) => {
    const { account } = await signedIn(web, expert);
    const side = await signedIn(web, email);
    const begun = { subject: 'direct', account_id: account };
    return (await side.send<{ conversation_id: string }>('POST', '/v1/conversations', begun)).conversation_id;
  });

const CODE =
  'def is_open(day: str, hour: int) -> bool:\n    return HOURS[day].start <= hour < HOURS[day].end  # local time';

/** They have talked about it: a question quoted, code, a thread, a reaction, something edited. */
async function talk(client: Api, expert: Api, contract: string): Promise<void> {
  let conversation = '';
  await eventually(async () => {
    const { items } = await client.get<{ items: { conversation_id: string; contract_id: string }[] }>('/v1/conversations'); // prettier-ignore
    conversation = items.find((one) => one.contract_id === contract)?.conversation_id ?? '';
    expect(conversation).not.toBe('');
  });
  const path = `/v1/conversations/${conversation}/messages`;
  const say = async (side: Api, text: string, more: object = {}): Promise<string> => {
    const message_id = `msg_${ulid()}`;
    await side.send('POST', path, { message_id, text, ...more });
    return message_id;
  };
  const asked = await say(
    client,
    'Which hours will the page show on public holidays? See https://example.com/holidays',
  );
  await say(expert, 'Those that you enter for the day.', { reply_to: asked });
  const code = await say(expert, CODE, { code_language: 'python' });
  await say(client, 'And at night, when the day ends after midnight?', { thread_id: code });
  const edited = await say(client, 'Looks good.');
  await client.send('PUT', `${path}/${edited}`, { text: 'Looks very good, thank you.' });
  await expert.send('PUT', `${path}/${edited}/reactions`, { emojis: ['👍'] });
}

/** Clara disputes the first milestone, Amina answers, and a proposal is on the table. Made once for each platform. */
export const disputedWorld = (): Promise<void> =>
  withWeb(async (web) => {
    const client = await signedIn(web, 'clara@clients.example');
    const known = await client.get<{ items: { stage: string }[] }>('/v1/disputes');
    if (known.items.some((one) => one.stage === 'mediation')) return;
    const { contract, milestone } = await protectedWorld();
    const expert = await signedIn(web, 'amina@experts.example');
    await talk(client, expert, contract);
    const filing = {
      reason: 'not_as_agreed',
      account: 'The page has no opening hours, which the contract asks for. I wrote about it twice and got no answer.',
      to_expert_minor: 20_000,
    };
    const { dispute_id } = await client.send<{ dispute_id: string }>('POST', '/v1/disputes', { ...filing, milestone_id: milestone }); // prettier-ignore
    const path = `/v1/disputes/${dispute_id}`;
    await client.send('POST', `${path}/submit`);
    await showEvidence(web, client, path);
    await expert.send('POST', `${path}/answer`, {
      text: 'Nobody told me about the opening hours before the delivery.',
    });
    const offer = { to_expert_minor: 70_000, to_client_minor: 50_000, note: 'The page is in use since Monday.' };
    await expert.send('POST', `${path}/splits`, offer);
  });

const MAIL = Buffer.from('%PDF-1.7\nthe mail in which the hours were agreed');

async function showEvidence(web: APIRequestContext, side: Api, path: string): Promise<void> {
  const about = { file_name: 'Mail of 3 March.pdf', content_type: 'application/pdf', size_bytes: MAIL.length, note: 'The hours were agreed here.' }; // prettier-ignore
  const made = await side.send<{ evidence: { evidence_id: string }; upload: { url: string; fields: Record<string, string> } }>('POST', `${path}/evidence`, about); // prettier-ignore
  const file = { name: about.file_name, mimeType: about.content_type, buffer: MAIL };
  const sent = await web.post(made.upload.url, { multipart: { ...made.upload.fields, file } });
  expect(sent.ok(), await sent.text()).toBe(true);
  await side.send('POST', `${path}/evidence/${made.evidence.evidence_id}/confirm`);
  await eventually(async () => {
    const { manifest } = await side.get<{ manifest: unknown[] }>(`${path}/evidence`);
    expect(manifest).toHaveLength(1);
  });
}

interface Setting {
  name: string;
  value: number;
  version: number;
}
const APPEAL_WINDOW = 'dispute_appeal_window_seconds';
const SHORTLY = 3;

/** How long a decision can be appealed: the administrator shortens it, so that a test sees the end of a dispute. */
export const shortenAppeals = (): Promise<void> =>
  withWeb(async (web) => {
    const admin = await signedIn(web, 'ada@guildhall.example');
    const { items } = await admin.get<{ items: Setting[] }>('/v1/settings');
    const known = items.find((one) => one.name === APPEAL_WINDOW);
    if (!known || known.value === SHORTLY) return;
    await admin.send('PUT', `/v1/settings/${APPEAL_WINDOW}`, { value: SHORTLY }, known.version);
  });

/** Ada announced something in three languages, and it went out. Made once for each platform. */
export const announced = (): Promise<void> =>
  withWeb(async (web) => {
    const admin = await signedIn(web, 'ada@guildhall.example');
    const known = await admin.get<{ items: { state: string }[] }>('/v1/announcements');
    if (known.items.some(({ state }) => state !== 'draft')) return;
    const texts = [
      { language: 'en', title: 'New hours of our support', body: 'From Monday on we answer until midnight.' },
      { language: 'fr', title: 'Nouveaux horaires de l’assistance', body: 'Dès lundi, nous répondons jusqu’à minuit.' },
      { language: 'ur', title: 'مدد کے نئے اوقات', body: 'پیر سے ہم آدھی رات تک جواب دیں گے۔' },
    ];
    const draft = { kind: 'service', texts, segment: {} };
    const { announcement_id, version } = await admin.send<{ announcement_id: string; version: number }>('POST', '/v1/announcements', draft); // prettier-ignore
    const path = `/v1/announcements/${announcement_id}`;
    await admin.send('POST', `${path}/send`, {}, version);
    await eventually(async () => {
      const { items } = await admin.get<{ items: unknown[] }>(`${path}/figures`);
      expect(items).not.toEqual([]);
    });
  });

/** Something of a list that is made where the list has none of it. */
async function once(
  side: Api,
  list: string,
  make: () => Promise<unknown>,
  fits: (each: Record<string, unknown>) => boolean = () => true,
): Promise<void> {
  const { items } = await side.get<{ items: Record<string, unknown>[] }>(list);
  if (!items.some(fits)) await make();
}

/** A first milestone delivered, approved and invoiced; the second protected, and a dispute about it begun. */
async function invoicedWorld(client: Api, expert: Api): Promise<void> {
  const { contract, milestone } = await protectedWorld();
  const path = `/v1/contracts/${contract}/milestones`;
  let delivery = 0;
  // The contract hears of the money a moment after the payment has it.
  await eventually(async () => {
    const note = 'The page with its hours.';
    ({ delivery } = await expert.send<{ delivery: number }>('POST', `${path}/${milestone}/deliver`, { note }));
  });
  await client.send('POST', `${path}/${milestone}/approve`, { delivery });
  const { milestones } = await client.get<{ milestones: { milestone_id: string }[] }>(`/v1/contracts/${contract}`);
  const second = milestones.at(-1)?.milestone_id ?? '';
  await withWeb((web) => fund(web, client, second));
  await client.send('POST', '/v1/disputes', { milestone_id: second, reason: 'late', account: 'It was due on Monday.' });
  await eventually(async () => {
    const { items } = await expert.get<{ items: unknown[] }>('/v1/documents');
    expect(items).not.toEqual([]);
  });
}

/** What pages about one thing need: an invoice, drafts, a case that is taken, a report, rules and agreements that wait, a webhook. */
export const shownWorld = (): Promise<void> =>
  withWeb(async (web) => {
    const client = await signedIn(web, 'clara@clients.example');
    const expert = await signedIn(web, 'amina@experts.example');
    const admin = await signedIn(web, 'ada@guildhall.example');
    await once(client, '/v1/disputes', () => invoicedWorld(client, expert), ({ stage }) => stage === 'draft');
    await once(client, '/v1/projects?is_mine=true', () =>
      client.send('POST', '/v1/projects', { title: 'A page for the winter', description: '', skills: [] }), ({ state }) => state === 'draft');
    // Who judges reads what the sides wrote.
    await once(admin, '/v1/dispute-queue', async () => {
      const { items } = await admin.get<{ items: { dispute_id: string }[] }>('/v1/dispute-queue?stage=mediation');
      await admin.send('POST', `/v1/dispute-queue/${items[0]?.dispute_id ?? ''}/take`);
    }, ({ mediator_id }) => mediator_id === admin.account);
    await once(admin, '/v1/message-reports', async () => {
      const { items } = await client.get<{ items: { conversation_id: string; subject: string }[] }>('/v1/conversations'); // prettier-ignore
      const conversation_id = items.find(({ subject }) => subject === 'contract')?.conversation_id;
      await client.send('POST', '/v1/message-reports', { conversation_id, account_id: expert.account, reason: 'other', note: 'I was asked to pay elsewhere.' });
    });
    await once(admin, '/v1/commission-changes', () =>
      admin.send('POST', '/v1/commission-changes', { name: 'Less for Pakistan', side: 'expert', kind: 'percent', basis_points: 800, scope: { country: 'PK' }, reason: 'To grow there.' }));
    await once(admin, '/v1/contributor-agreements', () =>
      admin.send('POST', '/v1/contributor-agreements', { contributor_id: expert.account, brought_id: client.account, name: 'Brought the spice shop', basis: 'commission', basis_points: 500, currency: 'EUR', valid_to: `${String(new Date().getFullYear() + 1)}-12-31T00:00:00Z` }));
    await once(admin, '/v1/announcements', () =>
      admin.send('POST', '/v1/announcements', { kind: 'service', texts: [{ language: 'en', title: 'Closed on 1 May', body: 'Nobody answers that day.' }], segment: {} }), ({ state }) => state === 'draft');
    await once(admin, '/v1/partner-clients', () => admin.send('POST', '/v1/partner-clients', { name: 'Partner Ltd' }));
    const partners = await admin.get<{ items: { partner_id: string }[] }>('/v1/partner-clients');
    const partner_id = partners.items[0]?.partner_id ?? '';
    // Nobody listens there.
    await once(admin, `/v1/webhook-endpoints?partner_id=${partner_id}`, () =>
      admin.send('POST', '/v1/webhook-endpoints', { url: 'http://localhost:9/hooks', events: ['reservation.no_show'], partner_id }));
  }); // prettier-ignore
