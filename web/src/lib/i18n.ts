// Words in three languages: ICU messages compiled at build, loaded a feature at a time, switched without a reload.
import { computed, ref, shallowReactive } from 'vue';
import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import { loaders, more } from 'virtual:i18n';
import { keep } from './kept';
import type { Namespaces } from './messages';

export type Lang = 'en' | 'fr' | 'ur';
export const LANGS: readonly { code: Lang; label: string }[] = [
  { code: 'en', label: 'English' },
  { code: 'fr', label: 'Français' },
  { code: 'ur', label: 'اردو' },
];

const TAGS: Record<Lang, string> = { en: 'en-GB', fr: 'fr-FR', ur: 'ur-PK' };

/** The address that the app was opened at names a language, which goes before the one of whoever signs in. */
export const isAsked = new URLSearchParams(location.search).has('hl');
export const lang = ref<Lang>(langOf(document.documentElement.lang) ?? 'en');
export const dir = computed<'ltr' | 'rtl'>(() => (lang.value === 'ur' ? 'rtl' : 'ltr'));

const messages = shallowReactive<Record<string, Record<string, CompiledMessage>>>({});
const used = new Set<keyof Namespaces>();
const formats = new Map<string, unknown>();

/** Return the language of a BCP 47 tag if the interface has it. */
export function langOf(tag: string): Lang | undefined {
  const start = tag.slice(0, 2);
  return LANGS.find(({ code }) => code === start)?.code;
}

function once<T>(key: string, make: () => T): T {
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key) as T;
}

const formatters = {
  getDateTimeFormat: (tag?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions) =>
    once(`d${String(tag)}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(tag, options)),
  getNumberFormat: (tag?: Intl.LocalesArgument, options?: Intl.NumberFormatOptions) =>
    once(`n${String(tag)}${JSON.stringify(options)}`, () => new Intl.NumberFormat(tag, options)),
  getPluralRules: (tag?: Intl.LocalesArgument, options?: Intl.PluralRulesOptions) =>
    once(`p${String(tag)}${JSON.stringify(options)}`, () => new Intl.PluralRules(tag, options)),
};

async function load(language: Lang, names: Iterable<string>): Promise<void> {
  const wanted = [...names].filter((name) => !messages[`${language}/${name}`]);
  await Promise.all(
    wanted.map(async (name) => {
      const key = `${language}/${name}`;
      const loader = loaders[key] ?? (await more()).loaders[key];
      if (!loader) throw new Error(`there are no messages ${key}`);
      messages[key] = (await loader()).default;
    }),
  );
}

/** Load the words of these features in the present language; a later switch of language loads them too. */
export function need(...names: (keyof Namespaces)[]): Promise<void> {
  for (const name of names) used.add(name);
  return load(lang.value, names);
}

/** Switch the language of everything on the page, for now: an address asks for it. */
export async function speak(language: Lang): Promise<void> {
  await load(language, used);
  lang.value = language;
  document.documentElement.lang = language;
  document.documentElement.dir = dir.value;
}

/** Switch the language for good. */
export async function setLang(language: Lang): Promise<void> {
  await speak(language);
  keep('lang', language);
}

export type Translate<N extends keyof Namespaces> = (
  key: keyof Namespaces[N] & string,
  values?: FormatValues,
) => string;

/** Return the function that finds the words of one feature; an unknown key does not compile. */
export function useT<N extends keyof Namespaces>(name: N): Translate<N> {
  return (key, values) => {
    const message = messages[`${lang.value}/${name}`]?.[key];
    if (message === undefined) return '';
    return format(message, TAGS[lang.value], isolated(values), { formatters }) as string;
  };
}

/** Find words under a key that the server chose; undefined when there are none. */
export function lookUp(name: keyof Namespaces, key: string, values?: FormatValues): string | undefined {
  const message = messages[`${lang.value}/${name}`]?.[key];
  return message === undefined
    ? undefined
    : (format(message, TAGS[lang.value], isolated(values), { formatters }) as string);
}

/** Let what people wrote keep its own direction inside a right-to-left sentence (U+2068 … U+2069). */
function isolated(values?: FormatValues): FormatValues | undefined {
  if (!values || dir.value === 'ltr') return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && !/^[a-z_]*$/.test(value) ? `\u2068${value}\u2069` : value,
    ]),
  );
}

export const numberFormat = (options?: Intl.NumberFormatOptions) =>
  formatters.getNumberFormat(TAGS[lang.value], options);
export const dateFormat = (options?: Intl.DateTimeFormatOptions) =>
  formatters.getDateTimeFormat(TAGS[lang.value], options);
export const relativeFormat = () =>
  once(`r${lang.value}`, () => new Intl.RelativeTimeFormat(TAGS[lang.value], { numeric: 'auto' }));
