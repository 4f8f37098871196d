import type { Schemas } from '@/lib/api/client';

/** The fourteen of Regulation (EU) 1169/2011, annex II, in its order. */
export const ALLERGENS = ['gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs'] as const; // prettier-ignore
export const DIETS = ['vegetarian', 'vegan', 'halal', 'kosher'] as const;
export type Need = (typeof ALLERGENS)[number] | (typeof DIETS)[number];

export interface MenuFilter {
  words: string;
  diet: '' | (typeof DIETS)[number];
  /** What each guest of the party needs; a guest without needs has an empty list. */
  guests: Need[][];
  isForAll: boolean;
}

export const emptyFilter = (): MenuFilter => ({ words: '', diet: '', guests: [], isForAll: false });

/** The guests who need something, by their place in the party. */
export const needy = (guests: readonly Need[][]) =>
  guests.map((needs, index) => ({ needs, index })).filter((one) => one.needs.length > 0);

interface Asked {
  words?: string;
  diet?: (typeof DIETS)[number];
  guests?: string[];
  is_for_all?: boolean;
}

/** What the server is asked: guests without needs are left out, their answers would all be yes. */
export function asked({ words, diet, guests, isForAll }: MenuFilter): Asked {
  const wanting = needy(guests).map((one) => one.needs.join('-'));
  return {
    ...(words.trim() ? { words: words.trim() } : {}),
    ...(diet ? { diet } : {}),
    ...(wanting.length ? { guests: wanting, ...(isForAll ? { is_for_all: true } : {}) } : {}),
  };
}

export const NAMED_SERVICES = ['breakfast', 'brunch', 'lunch', 'tea', 'dinner', 'supper'] as const;
export type NamedService = (typeof NAMED_SERVICES)[number];

/** What the name of a service is called in the words of this app; undefined if it is the venue's own. */
export const knownService = (name: string): NamedService | undefined =>
  NAMED_SERVICES.find((one) => one === name.trim().toLowerCase());

export const imageOf = (images: readonly Schemas['PublicImageOut'][], id: string | null | undefined) =>
  images.find((one) => one.image_id === id);

/** Texts are plain; a blank line begins a paragraph. */
export const paragraphs = (text: string) => text.split(/\n\s*\n/).map((one) => one.trim()).filter(Boolean); // prettier-ignore

/** A text in a language of the person, else in the first it was written in. */
export const inLanguage = (texts: readonly Schemas['TranslationOut'][], language: string) =>
  texts.find((one) => one.language.slice(0, 2) === language) ?? texts[0];

/** Where a map shows it; undefined without coordinates. */
export function mapOf({ latitude_e6, longitude_e6 }: Schemas['AddressOut']): string | undefined {
  if (latitude_e6 === null || longitude_e6 === null) return undefined;
  const [lat, lon] = [latitude_e6 / 1e6, longitude_e6 / 1e6];
  return `https://www.openstreetmap.org/?mlat=${String(lat)}&mlon=${String(lon)}#map=17/${String(lat)}/${String(lon)}`;
}
