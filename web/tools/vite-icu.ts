// Compiles the ICU messages of src/locales at build: `virtual:i18n` lists lazy loaders, one chunk per language and
// feature. A message that is no valid ICU, and a language that does not say what English says, fail the build.
import fs from 'node:fs';
import path from 'node:path';
import compile from 'icu-minify/compile';
import type { Plugin } from 'vite';

const NAME = 'virtual:i18n';
/** The loaders of all other words, which visitors do not carry: fetched when the first of them is needed. */
const MORE = 'virtual:i18n-more';
/** Words of pages that anybody opens. */
const FIRST = new Set(['shell', 'problems', 'home', 'identity', 'venue', 'booking', 'checkout', 'waiting']);

const LANGUAGES = ['en', 'fr', 'ur'];

type Messages = Record<string, string>;

const filesOf = (folder: string) => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []);
const read = (root: string, language: string, file: string): Messages =>
  JSON.parse(fs.readFileSync(path.join(root, language, file), 'utf8')) as Messages;

/** Name what is wrong with the words in a folder; nothing when every language says what English says. */
export function faultsOf(root: string): string[] {
  const english = filesOf(path.join(root, 'en'));
  return LANGUAGES.flatMap((language) => {
    const files = filesOf(path.join(root, language));
    return [
      ...apart(english, files).map((fault) => `${language} ${fault}`),
      ...files.flatMap((file) =>
        faultsBetween(english.includes(file) ? read(root, 'en', file) : {}, read(root, language, file)).map(
          (fault) => `${language}/${file} ${fault}`,
        ),
      ),
    ];
  });
}

function faultsBetween(english: Messages, other: Messages): string[] {
  const wrong = Object.entries(other).flatMap(([key, text]) => {
    try {
      const [here, there] = [names(text), names(english[key] ?? text)];
      return here === there ? [] : [`${key}: has the arguments (${here}), English has (${there})`];
    } catch (error) {
      return [`${key}: ${(error as Error).message}`];
    }
  });
  return [...apart(Object.keys(english), Object.keys(other)), ...wrong];
}

const apart = (wanted: string[], found: string[]) => [
  ...wanted.filter((one) => !found.includes(one)).map((one) => `lacks ${one}`),
  ...found.filter((one) => !wanted.includes(one)).map((one) => `has ${one}, which English has not`),
];

/** The arguments of a message, at any depth. */
function names(text: string): string {
  const found = new Set<string>();
  const walk = (nodes: unknown): void => {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes as unknown[]) {
      if (!Array.isArray(node)) continue;
      const [name, , options] = node as [string, unknown, unknown];
      found.add(name);
      if (options && typeof options === 'object') Object.values(options).forEach(walk);
    }
  };
  walk(compile(text));
  return [...found].sort().join(', ');
}

/** As its language is set: in French no mark stands alone in a new line. */
const setAs = (language: string, text: string) =>
  language === 'fr' ? text.replace(/ (?=[;!?»]|:(?!:))|(?<=«) /g, '\u00a0') : text;

export function icuMessages(folder: string): Plugin {
  const root = path.resolve(folder);
  return {
    name: 'icu-messages',
    enforce: 'pre',
    buildStart() {
      const faults = faultsOf(root);
      if (faults.length) this.error(faults.join('\n'));
    },
    resolveId: (id) => (id === NAME || id === MORE || id.startsWith(`${NAME}/`) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${NAME}`) return loaders(root, true);
      if (id === `\0${MORE}`) return loaders(root, false);
      if (!id.startsWith(`\0${NAME}/`)) return undefined;
      const [language = '', feature = ''] = id.slice(NAME.length + 2).split('/');
      this.addWatchFile(path.join(root, language, `${feature}.json`));
      const messages = Object.entries(read(root, language, `${feature}.json`));
      const compiled = Object.fromEntries(messages.map(([key, text]) => [key, compile(setAs(language, text))]));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))})`;
    },
  };
}

function loaders(root: string, isFirst: boolean): string {
  const rows = fs.readdirSync(root).flatMap((language) =>
    fs
      .readdirSync(path.join(root, language))
      .map((file) => path.basename(file, '.json'))
      .filter((feature) => FIRST.has(feature) === isFirst)
      .map((feature) => {
        const name = `${language}/${feature}`;
        return `${JSON.stringify(name)}:()=>import(${JSON.stringify(`${NAME}/${name}`)})`;
      }),
  );
  const more = isFirst ? `export const more=()=>import(${JSON.stringify(MORE)});` : '';
  return `${more}export const loaders={${rows.join(',')}}`;
}
