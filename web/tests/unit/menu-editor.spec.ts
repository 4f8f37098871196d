import { expect, it } from 'vitest';
import { dishBody, emptyDish, neighbour, textIn, withText } from '@/features/setup/menu';

it('moves a place up or down, to the very top as well, and nowhere past the ends', () => {
  const ids = ['a', 'b', 'c'];

  expect(neighbour(ids, 'c', -1)).toBe('a');
  expect(neighbour(ids, 'b', -1)).toBeNull();
  expect(neighbour(ids, 'a', 1)).toBe('b');
  expect(neighbour(ids, 'c', 1)).toBeUndefined();
  expect(neighbour(ids, 'x', 1)).toBeUndefined();
});

it('leaves out of a dish what nobody wrote, and traces without a list of what is in it', () => {
  const form = {
    ...emptyDish(),
    names: [{ language: 'fr', text: 'Kulfi' }, { language: 'en', text: ' ' }],
    may_contain: ['nuts' as const],
    from_on: '',
  }; // prettier-ignore

  expect(dishBody(form)).toMatchObject({ names: [{ language: 'fr', text: 'Kulfi' }], may_contain: [], from_on: null });
  expect(dishBody({ ...form, contains: [] }).may_contain).toEqual(['nuts']);
});

it('shows a text in the wanted language, else in the first, and replaces one language alone', () => {
  const texts = withText(withText([], 'fr', 'Bonjour'), 'ur', 'سلام');

  expect(textIn(texts, 'ur')).toBe('سلام');
  expect(textIn(texts, 'en')).toBe('Bonjour');
  expect(withText(texts, 'fr', 'Salut')).toEqual([
    { language: 'fr', text: 'Salut' },
    { language: 'ur', text: 'سلام' },
  ]);
});
