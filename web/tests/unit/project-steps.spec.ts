// A project written step by step: each is checked at its fields, nothing is lost between them, and problems lead back.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import '@/lib/api/worded';
import ProjectNewPage from '@/features/projects/pages/ProjectNewPage.vue';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { answer } from './answers';

const told = (pointer: string, code: string) => ({ type: '/problems/projects/project-incomplete', title: '', status: 422, detail: '', errors: [{ pointer, detail: '', code }] }); // prettier-ignore
const project = { project_id: 'prj_1', title: 'Shop', description: 'Orders.', skills: ['python'], currency: 'EUR', budget_minor: null, due_on: null, category: null, state: 'draft', version: 3 }; // prettier-ignore

let page: VueWrapper;
let router: Router;
let sent: Request[];
let refusal: ReturnType<typeof told> | undefined;
let refusedSave: ReturnType<typeof told> | undefined;

beforeEach(async () => {
  await need('projects', 'drafts', 'refusals');
  useSession().account = { account_id: 'acc_me', roles: ['client'] } as never;
  refusal = refusedSave = undefined;
  sent = answer({
    'POST /v1/projects': () => [201, { project_id: 'prj_1', version: 1 }],
    'GET /v1/projects/prj_1': project,
    'PUT /v1/projects/prj_1': () => [refusedSave ? 422 : 200, refusedSave ?? { ...project, version: 4 }],
    'POST /v1/projects/prj_1/post': () => [refusal ? 422 : 200, refusal ?? {}],
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  page.unmount();
  await flushPromises();
  await setLang('en');
  vi.useRealTimers();
  localStorage.clear();
  queryClient.clear();
});

async function open(address: string): Promise<void> {
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/projects/new/:step', component: ProjectNewPage }, { path: '/:rest(.*)', component: { template: '<i />' } }],
  }); // prettier-ignore
  await router.push(address);
  page = mount(ProjectNewPage, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] }, attachTo: document.body }); // prettier-ignore
  await flushPromises();
}
async function pass(seconds: number) {
  for (let tenths = 0; tenths < seconds * 10; tenths += 1) {
    await vi.advanceTimersByTimeAsync(100);
    await flushPromises();
  }
}
const frame = () => new Promise((done) => requestAnimationFrame(done));
async function press(): Promise<void> {
  await page.find('form').trigger('submit');
  await pass(0.2);
  await frame();
}
async function back(): Promise<void> {
  await page.findAll('form a').at(-1)?.trigger('click');
  await pass(0.2);
  await frame();
}
const step = () => String(router.currentRoute.value.params['step']);
function field(name: string) {
  const label = page.findAll('label').find((one) => one.text().startsWith(name));
  return page.find<HTMLInputElement>(`[id="${label?.attributes('for') ?? ''}"]`);
}
const fault = (name: string) => page.find(`[id="${field(name).attributes('id') ?? ''}-error"]`).text();
const asked = () => sent.map((one) => `${one.method} ${new URL(one.url).pathname}`);

it('[PRJ-02] leads step by step to a published project, back and forth without losing anything', async () => {
  await open('/projects/new/what');
  expect(page.find('[aria-current=step]').text()).toBe('What you need');
  expect(page.find('h2').text()).toContain('Step 1 of 4');
  await press();
  expect([step(), fault('Title'), fault('Description')]).toEqual(['what', 'Fill this in', 'Fill this in']);
  expect(document.activeElement).toBe(field('Title').element);

  await field('Title').setValue('Shop');
  await field('Description').setValue('Orders.');
  await press();
  expect([step(), document.activeElement?.tagName, document.activeElement?.textContent]).toEqual(['skills', 'H2', expect.stringContaining('Step 2 of 4')]); // prettier-ignore
  await press();
  expect([step(), fault('Skills')]).toEqual(['skills', 'Name at least one']);
  await field('Skills').setValue('python');
  await field('Skills').trigger('keydown', { key: 'Enter' });
  await back();
  expect([step(), field('Title').element.value]).toEqual(['what', 'Shop']);
  await press();
  expect(page.text()).toContain('python');
  await press();

  await field('Needed by').setValue('2020-01-01');
  await field('Budget').setValue('many');
  await press();
  expect([step(), fault('Needed by')]).toEqual(['terms', 'This day is over']);
  await field('Needed by').setValue('2099-01-01');
  await press();
  expect([step(), document.activeElement]).toEqual(['terms', field('Budget').element]);
  await field('Budget').setValue('3000');
  await press();
  expect(step()).toBe('review');
  for (const words of ['Shop', 'Orders.', 'python', '3,000', '2099']) expect(page.text()).toContain(words);
  await press();

  expect(asked().at(-1)).toBe('POST /v1/projects/prj_1/post');
  expect(router.currentRoute.value.path).toBe('/projects/prj_1');
  const saved: unknown = await sent.filter((one) => /projects(\/prj_1)?$/.test(one.url) && one.method !== 'GET').at(-1)?.json(); // prettier-ignore
  expect(saved).toMatchObject({ title: 'Shop', skills: ['python'], budget_minor: 300_000, due_on: '2099-01-01' });
});

it('opens a step by its address, with the draft that it names, and keeps both in the address', async () => {
  await open('/projects/new/skills?draft=prj_1');
  expect(page.text()).toContain('python');
  expect(page.find('[aria-current=step]').text()).toBe('Skills');
  await press();
  expect(router.currentRoute.value.fullPath).toBe('/projects/new/terms?draft=prj_1');
  page.unmount();

  await open('/projects/new/what');
  await field('Title').setValue('Another');
  await pass(1.5);
  expect(location.search).toBe('?draft=prj_1');
  await field('Description').setValue('Of it.');
  await press();
  expect(router.currentRoute.value.fullPath).toBe('/projects/new/skills?draft=prj_1');
});

it('publishes nothing that lacks something, and leads to what it is', async () => {
  await open('/projects/new/review');
  expect(page.text()).toContain('Still missing');

  await press();

  expect([step(), fault('Title'), asked()]).toEqual(['what', 'Fill this in', []]);
  expect(document.activeElement).toBe(field('Title').element);
});

it('leads to the step that holds the field that the server refuses, until it is written anew', async () => {
  refusal = told('/due_on', 'value_error');
  await open('/projects/new/review?draft=prj_1');
  await press();
  expect([step(), fault('Needed by')]).toEqual(['terms', 'This is not possible here']);
  expect(document.activeElement).toBe(field('Needed by').element);
  await press();
  expect(step()).toBe('terms');

  await field('Needed by').setValue('2099-01-01');
  expect(page.find('[data-failure]').exists()).toBe(false);
  refusal = undefined;
  await press();
  await press();
  expect(router.currentRoute.value.path).toBe('/projects/prj_1');
});

it('shows the way to a field of another step that could not be saved', async () => {
  await open('/projects/new/skills?draft=prj_1');
  refusedSave = told('/skills/0', 'string_too_long');
  await field('Skills').setValue('x');
  await field('Skills').trigger('keydown', { key: 'Enter' });
  await press();
  await pass(1.5);
  expect(step()).toBe('terms');

  await page.find('a.link').trigger('click');
  await pass(0.2);
  expect([step(), fault('Skills')]).toEqual(['skills', 'This is too long']);
});

it('says its steps in Urdu and French', async () => {
  await open('/projects/new/terms?draft=prj_1');
  await setLang('fr');
  await flushPromises();
  expect(page.find('h2').text()).toContain('Étape 3 sur 4');
  await setLang('ur');
  await flushPromises();
  expect(page.find('h2').text()).toContain('مرحلہ');
});
