// Languages and countries by their codes, named in the language of who reads.
import { computed } from 'vue';
import { lang } from './i18n';

const known = new Map<string, Intl.DisplayNames>();

function named(type: 'language' | 'region', code: string): string {
  const key = `${lang.value}${type}`;
  const names = known.get(key) ?? new Intl.DisplayNames(lang.value, { type });
  known.set(key, names);
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // no code at all: somebody's own word
  }
}

/** code: a BCP 47 tag, such as `fr` or `ur-PK`. */
export const languageName = (code: string) => named('language', code);
/** code: ISO 3166-1, two letters. */
export const countryName = (code: string) => named('region', code);

/** Those that most people here speak; any other is taken by its code. */
const LANGUAGES = ['ar', 'bn', 'de', 'en', 'es', 'fa', 'ff', 'fr', 'hi', 'it', 'ja', 'ko', 'nl', 'pa', 'pl', 'ps', 'pt', 'ro', 'ru', 'sd', 'sv', 'sw', 'tr', 'uk', 'ur', 'vi', 'wo', 'zh']; // prettier-ignore
export const LANGUAGE_NAMES = computed(() => LANGUAGES.map(languageName).sort(new Intl.Collator(lang.value).compare)); // prettier-ignore

/** The code of a language that somebody named in their own language; as it was typed if none is so called. */
export function languageCode(typed: string): string {
  const same = (code: string) => languageName(code).toLocaleLowerCase() === typed.toLocaleLowerCase();
  return LANGUAGES.find(same) ?? typed;
}
