// A setting: what an administrator types stays, whoever else sets it meanwhile, and each sees what the other wants.
import { flushPromises, mount } from '@vue/test-utils';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import '@/lib/api/worded';
import SettingRow from '@/features/administration/parts/SettingRow.vue';
import { lookUp, need, setLang } from '@/lib/i18n';
import { answer, type Answers } from './answers';

const setting = { name: 'holds.minutes', meaning: 'How long a table is kept.', value: 5, least: 0, most: 100, default: 5, version: 1, changed_by: null, changed_at: null }; // prettier-ignore
type Setting = typeof setting;

/** The row of a setting that another administrator may set meanwhile, as `theirs` says. */
function aRow(theirs: Setting, answers: Answers) {
  const sent = answer(answers);
  const shown = { row: undefined as unknown as ReturnType<typeof mount<typeof SettingRow>> };
  shown.row = mount(SettingRow, {
    props: { setting: { ...setting }, onChanged: () => void shown.row.setProps({ setting: theirs }) },
  });
  const { row } = shown;
  const type = (value: string) => row.find('input').setValue(value);
  const press = async () => {
    await row.find('form').trigger('submit');
    for (let turn = 0; turn < 5; turn += 1) await flushPromises();
  };
  return { row, sent, type, press, value: () => row.find('input').element.value };
}
const PUT = 'PUT /v1/settings/holds.minutes';
const stale = { type: '/problems/stale-version', title: '', status: 412, detail: '', errors: [] };

beforeEach(() => need('administration', 'settings', 'refusals'));
afterEach(() => setLang('en'));

it('keeps what was typed where somebody was faster, shows theirs, and replaces it when asked again', async () => {
  const theirs = { ...setting, value: 9, version: 2 };
  let isFirst = true;
  const { row, sent, type, press, value } = aRow(theirs, {
    [PUT]: () => {
      if (!isFirst) return [200, { ...setting, value: 42, version: 3 }];
      isFirst = false;
      return [412, stale];
    },
  });
  await type('42');

  await press();

  expect(value()).toBe('42');
  expect(row.text()).toContain('it is now 9');
  expect(row.find('[data-failure]').exists()).toBe(false);
  await press();
  expect(sent.map((one) => one.headers.get('if-match'))).toEqual(['"1"', '"2"']);
  expect(row.text()).not.toContain('it is now');
});

it('keeps what is being typed when the page asks for the settings again', async () => {
  const { row, type, value } = aRow(setting, {});
  await type('42');

  await row.setProps({ setting: { ...setting, value: 9, version: 2 } });

  expect(value()).toBe('42');
  expect(row.text()).toContain('it is now 9');
});

it('follows what others set while nothing is typed', async () => {
  const { row, value } = aRow(setting, {});

  await row.setProps({ setting: { ...setting, value: 9, version: 2 } });

  expect(value()).toBe('9');
  expect(row.text()).not.toContain('it is now');
});

it('says why where the other value cannot be fetched either', async () => {
  const { row, type, press, value } = aRow({ ...setting }, { [PUT]: () => [412, stale] });
  await type('42');

  await press();

  expect(value()).toBe('42');
  expect(row.find('[data-failure]').text()).toContain('Somebody else changed this meanwhile');
});

it.each(['en', 'fr', 'ur'] as const)(
  'names every setting that the server knows, and says what it does: %s',
  async (lang) => {
    const server = path.resolve(
      __dirname,
      '../../../layers/guildhall/python/guildhall/administration/models/settings.py',
    );
    const names = [...fs.readFileSync(server, 'utf8').matchAll(/Knob\(\s*"(\w+)"/g)].map(([, name]) => name ?? '');
    await setLang(lang);

    expect(names).toContain('transfers_stopped');
    expect(
      names.filter((one) => !lookUp('settings', `knob.${one}`) || !lookUp('settings', `knob.${one}.text`)),
    ).toEqual([]);
  },
);

it('says a number in the unit that people count it in, also while it is typed', async () => {
  const waiting = { ...setting, name: 'dispute_mediation_seconds', value: 604_800, least: 1, most: 5_184_000, default: 604_800 }; // prettier-ignore
  const row = mount(SettingRow, { props: { setting: waiting } });

  expect(row.text()).toContain('From 1 second to 60 days; at first 7 days');
  await row.find('input').setValue('5400');
  expect(row.text()).toContain('1.5 hours');
  await row.setProps({ setting: { ...setting, name: 'commission_basis_points', value: 1_250 } });
  await row.find('input').setValue('1250');
  expect(row.text()).toContain('12.5%');
});

it('lets a person choose where numbers stand for words', async () => {
  const path = '/v1/settings/rail_easypaisa_mode';
  const rail = { ...setting, name: 'rail_easypaisa_mode', value: 0, most: 2, default: 0 };
  const sent = answer({ [`PUT ${path}`]: { ...rail, value: 2 } });
  const row = mount(SettingRow, { props: { setting: rail } });

  expect(row.findAll('option').map((one) => one.text())).toEqual(['Never', 'Once the work was delivered', 'Before it, for a short hold']); // prettier-ignore
  await row.find('select').setValue('2');
  await row.find('form').trigger('submit');
  await flushPromises();

  expect(await sent[0]?.json()).toEqual({ value: 2 });
});
