// What forms of the set-up check before they send; the server checks again, and more.
import * as v from 'valibot';
import type { VenueForm } from './model';

const needed = v.pipe(v.string(), v.trim(), v.minLength(1, 'required'));

export const infoRules = v.looseObject({
  name: needed,
  slug: v.pipe(needed, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'slug'), v.minLength(3, 'slug')),
  address: v.looseObject({ street: needed, city: needed }),
  languages: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
  website: v.union([v.literal(''), v.pipe(v.string(), v.regex(/^https:\/\/[^\s"<>]+$/, 'url'))], 'url'),
}) as unknown as v.GenericSchema<VenueForm, unknown>;
