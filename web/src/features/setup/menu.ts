// What the owner writes of the menu.
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, newKey, seen, type Schemas } from '@/lib/api/client';
import { putFile } from '@/lib/files';

export type Category = Schemas['CategoryOut'];
export type Dish = Schemas['DishOut'];
export type Texts = Schemas['TranslationIn'][];
export type DishForm = Required<Schemas['DishIn']>;
type Image = Schemas['ImageOut'];

export const useMenuOf = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['ownmenu', toValue(id)]),
    queryFn: () => got(api.GET('/v1/venues/{venue_id}/menu', { params: { path: { venue_id: toValue(id) } } })),
    enabled: computed(() => toValue(id) !== ''),
  });

const CHECK_MS = 2_000;
const isOnItsWay = (image: Image) => image.status === 'quarantined';

export const useImages = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['ownimages', toValue(id)]),
    queryFn: async () =>
      (await got(api.GET('/v1/venues/{venue_id}/site/images', { params: { path: { venue_id: toValue(id) } } }))).items,
    refetchInterval: (query) => (query.state.data?.some(isOnItsWay) ? CHECK_MS : false),
  });

export function useForgetMenu(): () => Promise<unknown> {
  const client = useQueryClient();
  return () => Promise.all(['ownmenu', 'venuemenu'].map((name) => client.invalidateQueries({ queryKey: [name] })));
}

export const addCategory = (venue_id: string, names: Texts, key: string) =>
  got(api.POST('/v1/venues/{venue_id}/menu/categories', { params: { path: { venue_id }, header: { 'Idempotency-Key': key } }, body: { names } })); // prettier-ignore

const category = (venue_id: string, { category_id, version }: Category) => ({
  path: { venue_id, category_id },
  header: seen(version),
});
const dish = (venue_id: string, { dish_id, version }: Dish) => ({ path: { venue_id, dish_id }, header: seen(version) });

export const writeCategory = (venue_id: string, known: Category, names: Texts) =>
  got(api.PUT('/v1/venues/{venue_id}/menu/categories/{category_id}', { params: category(venue_id, known), body: { names } })); // prettier-ignore

export const deleteCategory = (venue_id: string, known: Category) =>
  got(api.DELETE('/v1/venues/{venue_id}/menu/categories/{category_id}', { params: category(venue_id, known) }));

export const moveCategory = (venue_id: string, category_id: string, after_id: string | null) =>
  got(
    api.POST('/v1/venues/{venue_id}/menu/categories/{category_id}/move', {
      params: { path: { venue_id, category_id }, header: newKey() },
      body: { after_id },
    }),
  );

export const addDish = (venue_id: string, body: Schemas['NewDishIn'], key: string) =>
  got(api.POST('/v1/venues/{venue_id}/menu/dishes', { params: { path: { venue_id }, header: { 'Idempotency-Key': key } }, body })); // prettier-ignore

export const writeDish = (venue_id: string, known: Dish, body: Schemas['DishIn']) =>
  got(api.PUT('/v1/venues/{venue_id}/menu/dishes/{dish_id}', { params: dish(venue_id, known), body }));

export const deleteDish = (venue_id: string, known: Dish) =>
  got(api.DELETE('/v1/venues/{venue_id}/menu/dishes/{dish_id}', { params: dish(venue_id, known) }));

export const moveDish = (venue_id: string, dish_id: string, category_id: string, after_id: string | null) =>
  got(
    api.POST('/v1/venues/{venue_id}/menu/dishes/{dish_id}/move', {
      params: { path: { venue_id, dish_id }, header: newKey() },
      body: { category_id, after_id },
    }),
  );

export const offerDish = (venue_id: string, dish_id: string, is_available: boolean) =>
  got(
    api.PUT('/v1/venues/{venue_id}/menu/dishes/{dish_id}/availability', {
      params: { path: { venue_id, dish_id } },
      body: { is_available },
    }),
  );

/** Send a picture; the check of it comes afterwards. `progress` hears a share of 1. */
export async function sendPicture(
  venue_id: string,
  file: File,
  texts: Texts,
  progress: (share: number) => void,
): Promise<string> {
  const body = { content_type: file.type, size_bytes: file.size, texts };
  const { image, upload } = await got(
    api.POST('/v1/venues/{venue_id}/site/images', { params: { path: { venue_id }, header: newKey() }, body }),
  );
  await putFile(upload.url, upload.fields as Record<string, string>, file, progress);
  const params = { path: { venue_id, image_id: image.image_id }, header: newKey() };
  await got(api.POST('/v1/venues/{venue_id}/site/images/{image_id}/confirm', { params }));
  return image.image_id;
}

/** After which one something has to stand so that it moves a place up or down; undefined where it cannot. */
export function neighbour(ids: readonly string[], id: string, by: -1 | 1): string | null | undefined {
  const at = ids.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= ids.length) return undefined;
  return by === 1 ? ids[to] : (ids[to - 1] ?? null);
}

/** A text in a language, else in the first that there is. */
export const textIn = (texts: Texts, language: string) =>
  (texts.find((one) => one.language === language) ?? texts[0])?.text ?? '';

/** Put a text in one language among the others. */
export const withText = (texts: Texts, language: string, text: string): Texts =>
  texts.some((one) => one.language === language)
    ? texts.map((one) => (one.language === language ? { language, text } : one))
    : [...texts, { language, text }];

const written = (texts: Texts) => texts.filter((one) => one.text.trim());

export const emptyDish = (): DishForm => ({
  names: [], descriptions: [], prices: [{ label: '', amount_minor: 0 }], contains: null, may_contain: [], diets: [],
  services: [], from_on: null, until_on: null, image_id: null,
}); // prettier-ignore

export function dishForm(known: Dish): DishForm {
  const { names, descriptions, prices, contains, may_contain, diets, services, from_on, until_on, image_id } = known;
  return { names, descriptions, prices, contains, may_contain, diets, services, from_on, until_on, image_id };
}

export const dishBody = (form: DishForm): Schemas['DishIn'] => ({
  ...form,
  names: written(form.names),
  descriptions: written(form.descriptions),
  from_on: form.from_on || null,
  until_on: form.until_on || null,
  // Nobody lists traces of a dish of which nobody said what is in it.
  may_contain: form.contains === null ? [] : form.may_contain,
});
