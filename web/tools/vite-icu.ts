// Compiles the ICU messages of src/locales at build: `virtual:i18n` lists lazy loaders, one chunk per language and
// feature. A message that is no valid ICU, or a language that lacks one, fails the build.
import fs from 'node:fs';
import path from 'node:path';
import compile from 'icu-minify/compile';
import type { Plugin } from 'vite';

const NAME = 'virtual:i18n';
/** The loaders of all other words, which visitors do not carry: fetched when the first of them is needed. */
const MORE = 'virtual:i18n-more';
/** Words of pages that anybody opens. */
const FIRST = new Set(['shell', 'problems', 'home', 'identity', 'venue', 'booking', 'checkout', 'waiting']);

type Messages = Record<string, string>;

export function icuMessages(folder: string): Plugin {
  const root = path.resolve(folder);
  const read = (language: string, feature: string): Messages =>
    JSON.parse(fs.readFileSync(path.join(root, language, `${feature}.json`), 'utf8')) as Messages;
  return {
    name: 'icu-messages',
    enforce: 'pre',
    resolveId: (id) => (id === NAME || id === MORE || id.startsWith(`${NAME}/`) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${NAME}`) return loaders(root, true);
      if (id === `\0${MORE}`) return loaders(root, false);
      if (!id.startsWith(`\0${NAME}/`)) return undefined;
      const [language = '', feature = ''] = id.slice(NAME.length + 2).split('/');
      this.addWatchFile(path.join(root, language, `${feature}.json`));
      const messages = read(language, feature);
      const missing = Object.keys(read('en', feature)).filter((key) => !(key in messages));
      if (missing.length) this.error(`${language}/${feature}.json lacks ${missing.join(', ')}`);
      const compiled: Record<string, unknown> = {};
      for (const [key, text] of Object.entries(messages)) {
        try {
          compiled[key] = compile(text);
        } catch (error) {
          this.error(`${language}/${feature}.json: ${key}: ${(error as Error).message}`);
        }
      }
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
