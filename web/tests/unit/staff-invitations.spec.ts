// People who work at a restaurant: invited by address, again, and taken back; listed by name, and taken off.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import StaffInvitations from '@/features/setup/parts/StaffInvitations.vue';
import StaffList from '@/features/setup/parts/StaffList.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

const AT = '/v1/invitations/venues/ven_1';
const one = { invitation_id: 'inv_1', email: 'sana@people.example', created_at: '2026-01-01T10:00:00Z' };
const plugins = [[VueQueryPlugin, { queryClient }]] as [[typeof VueQueryPlugin, object]];

beforeAll(() => need('site', 'problems', 'refusals'));
enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

const shown = () =>
  mount(StaffInvitations, { props: { venueId: 'ven_1' }, global: { plugins }, attachTo: document.body });

it('sends an invitation in a language, and lists who has not accepted', async () => {
  let items: object[] = [];
  const made = { ...one, open_until: '2999-01-01T10:00:00Z' };
  const sent = answer({
    [`GET ${AT}`]: () => [200, { items }],
    [`POST ${AT}`]: () => {
      items = [made];
      return [201, made];
    },
  });
  const page = shown();
  await vi.waitFor(() => expect(page.text()).toContain('No invitation is open.'));

  await page.find('input[type=email]').setValue('nobody');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(page.find('[aria-invalid=true]').exists()).toBe(true);

  await page.find('input[type=email]').setValue(` ${one.email} `);
  await page.find('select').setValue('ur');
  await page.find('form').trigger('submit');

  await vi.waitFor(() => expect(page.text()).toContain(one.email));
  expect(page.text()).toContain('Open until');
  const posted = sent.filter(({ method }) => method === 'POST');
  expect(await Promise.all(posted.map((each) => each.json()))).toEqual([{ email: one.email, locale: 'ur' }]);
});

it('says what has expired, sends it again and takes it back', async () => {
  let items: object[] = [{ ...one, open_until: '2026-01-08T10:00:00Z' }];
  answer({
    [`GET ${AT}`]: () => [200, { items }],
    [`POST ${AT}/inv_1/send`]: () => {
      items = [{ ...one, open_until: '2999-01-01T10:00:00Z' }];
      return [200, items[0] ?? {}];
    },
    [`DELETE ${AT}/inv_1`]: () => {
      items = [];
      return [204, {}];
    },
  });
  const page = shown();
  const press = (name: string) =>
    page
      .findAll('li button')
      .find((each) => each.text().startsWith(name))
      ?.trigger('click');
  await vi.waitFor(() => expect(page.text()).toContain('Expired on'));

  await press('Send again');
  await vi.waitFor(() => expect(page.text()).toContain('Open until'));
  await press('Take back');

  await vi.waitFor(() => expect(page.text()).toContain('No invitation is open.'));
});

it.each(['Send again', 'Take back'])(
  'shows what is true when "%s" is refused, with the people who work there',
  async (name) => {
    let items: object[] = [{ ...one, open_until: '2999-01-08T10:00:00Z' }];
    const gone = (): [number, object] => {
      items = [];
      return [404, { type: 'https://x/problems/not-found', title: 'Not found', status: 404 }];
    };
    answer({ [`GET ${AT}`]: () => [200, { items }], [`POST ${AT}/inv_1/send`]: gone, [`DELETE ${AT}/inv_1`]: gone });
    queryClient.setQueryData(['myvenues'], []);
    const page = shown();
    await vi.waitFor(() => expect(page.text()).toContain('Open until'));

    const button = page.findAll('li button').find((each) => each.text().startsWith(name));
    await button?.trigger('click');

    await vi.waitFor(() => expect(page.text()).toContain('No invitation is open.'));
    expect(page.find('[role=alert]').exists()).toBe(true);
    expect(queryClient.getQueryState(['myvenues'])?.isInvalidated).toBe(true);
  },
);

const team = (staff_ids: string[]) =>
  mount(StaffList, {
    props: { venue: { venue_id: 'ven_1', staff_ids } as never },
    global: { plugins },
    attachTo: document.body,
  });

it('names who works there; by id only whoever has told no name', async () => {
  answer({ [`GET ${AT}`]: { items: [], staff: [{ account_id: 'acc_1', display_name: 'Sana Malik' }] } });
  const page = team(['acc_1', 'acc_2']);
  expect(page.findAll('li .bone')).toHaveLength(2);

  await vi.waitFor(() => expect(page.findAll('li bdi').map((each) => each.text())).toEqual(['Sana Malik', 'acc_2']));

  expect(page.text()).not.toContain('acc_1');
  expect(page.findAll('li button').map((each) => each.text())).toEqual(['Take off: Sana Malik', 'Take off: acc_2']);
});

it('takes somebody off whose name could not be had', async () => {
  const sent = answer({
    [`GET ${AT}`]: () => [403, { type: 'https://x/problems/forbidden', title: 'Forbidden', status: 403 }],
    'DELETE /v1/venues/ven_1/staff/acc_1': {},
  });
  const page = team(['acc_1']);
  await vi.waitFor(() => expect(page.find('li').text()).toContain('acc_1'));

  await page.find('li button').trigger('click');
  const window = () => document.querySelector('[role=dialog]');
  await vi.waitFor(() => expect(window()?.textContent).toContain('acc_1'));
  window()?.querySelector<HTMLButtonElement>('.btn-danger')?.click();

  await vi.waitFor(() => expect(sent.map(({ method }) => method)).toContain('DELETE'));
  await vi.waitFor(() => expect(window()).toBeNull());
});
