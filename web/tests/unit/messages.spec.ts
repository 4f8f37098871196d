// The build refuses words that are not the same in every language (tools/vite-icu.ts).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createBuilder } from 'vite';
import { faultsOf, icuMessages } from '../../tools/vite-icu';

const LOCALES = 'src/locales';
const ENGLISH = { hello: 'Hello {name}', left: '{n, plural, one {# day} other {# days}} of {all}' };
const made: string[] = [];

/** Write words to a folder of their own; English alone says what it says everywhere. */
function words(changed: Record<string, object> = {}): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'words-'));
  made.push(root);
  const same = { 'en/home': ENGLISH, 'fr/home': ENGLISH, 'ur/home': ENGLISH };
  for (const [name, messages] of Object.entries({ ...same, ...changed })) {
    fs.mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(root, `${name}.json`), JSON.stringify(messages));
  }
  return root;
}
afterEach(() => {
  for (const root of made.splice(0)) fs.rmSync(root, { recursive: true });
});

it('[WEB-08, WEB-09] every language says all that English says, with the same arguments, in messages that compile', () => {
  expect(faultsOf(LOCALES)).toEqual([]);
  expect(faultsOf(words())).toEqual([]);
});

it.each([
  ['a missing message', { 'fr/home': { hello: 'Bonjour {name}' } }, 'fr/home.json lacks left'],
  ['a message too many', { 'ur/home': { ...ENGLISH, bye: 'خدا حافظ' } }, 'ur/home.json has bye, which English has not'],
  ['another argument', { 'fr/home': { ...ENGLISH, hello: 'Bonjour {nom}' } }, 'fr/home.json hello: has the arguments (nom), English has (name)'],
  ['an argument that got lost in a plural', { 'ur/home': { ...ENGLISH, left: '{n, plural, other {# دن}}' } }, 'ur/home.json left: has the arguments (n), English has (all, n)'],
  ['a missing file', { 'en/away': { gone: 'Gone' }, 'fr/away': { gone: 'Parti' } }, 'ur lacks away.json'],
  ['a file too many', { 'fr/away': {} }, 'fr has away.json, which English has not'],
])('[WEB-08] names %s', (_what, changed, fault) => {
  expect(faultsOf(words(changed))).toEqual([fault]);
}); // prettier-ignore

it('[WEB-08] fails the build on what is wrong, with a message that is no ICU as well', async () => {
  const root = words({ 'en/home': { hello: 'Hello {name' }, 'fr/home': { hello: 'Bonjour' }, 'ur/home': {} });
  const builder = await createBuilder({
    configFile: false,
    logLevel: 'silent',
    root,
    plugins: [icuMessages(root)],
    build: { write: false, rolldownOptions: { input: 'virtual:i18n' } },
  });

  await expect(builder.buildApp()).rejects.toThrow(/en\/home\.json hello: [\s\S]*ur\/home\.json lacks hello/);
});

it('never shows the hidden word', () => {
  const files = fs.readdirSync(LOCALES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const told = files.filter((name) => {
    const messages = JSON.parse(fs.readFileSync(path.join(LOCALES, name), 'utf8')) as Record<string, string>;
    return Object.values(messages).some((text) => /escrow|séquestre/i.test(text));
  });

  expect(files.length).toBeGreaterThan(100);
  expect(told).toEqual([]);
});
