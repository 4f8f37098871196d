// What the forms of the set-up hold, and what of it is sent.
import type { Schemas } from '@/lib/api/client';

export type VenueForm = Required<Schemas['VenueIn']>;
export type ServiceForm = Schemas['ServiceIn'] & {
  slot_minutes: 15 | 30 | 60;
  buffer_minutes: number;
  covers_per_slot: number | null;
};
export type WeeklyForm = Schemas['WeeklyServiceIn'] & ServiceForm;

/** The languages that the pages of a venue are offered in. */
export const PAGE_LANGUAGES = ['fr', 'en', 'ur'];

/** A name as the last part of an address: small letters, digits and single hyphens. */
export const slugOf = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

/** A telephone number without what people put between the digits. */
export const phoneOf = (typed: string) => typed.replace(/[\s().-]/g, '');

export const emptyVenue = (language: string, zone: string): VenueForm => ({
  slug: '', name: '', kind: 'restaurant', time_zone: zone, currency: zone === 'Asia/Karachi' ? 'PKR' : 'EUR',
  address: { street: '', city: '', country: zone === 'Asia/Karachi' ? 'PK' : 'FR', postcode: '', region: '', latitude_e6: null, longitude_e6: null },
  languages: [language], descriptions: [], cuisines: [], phone: '', email: null, website: '', price_level: null,
}); // prettier-ignore

export function venueForm(venue: Schemas['VenueOut']): VenueForm {
  const { slug, name, kind, time_zone, currency, languages, descriptions, cuisines, phone, email, website, price_level } = venue; // prettier-ignore
  const address = { ...venue.address };
  return { slug, name, kind, time_zone, currency, address, languages, descriptions, cuisines, phone, email: email || null, website, price_level }; // prettier-ignore
}

/** What is sent: texts of languages that are not chosen, and empty ones, are left out. */
export const venueBody = (form: VenueForm): Schemas['VenueIn'] => ({
  ...form,
  phone: phoneOf(form.phone),
  email: form.email?.trim() || null,
  website: form.website.trim(),
  descriptions: form.languages.flatMap((language) => {
    const text = form.descriptions.find((one) => one.language === language)?.text.trim();
    return text ? [{ language, text }] : [];
  }),
});

export const emptyService = (): ServiceForm => ({
  name: 'dinner', opens: '19:00', closes: '23:00', last_seating: '21:30', slot_minutes: 15, buffer_minutes: 0,
  covers_per_slot: null, parties_per_slot: null,
  durations: [{ party_up_to: 2, minutes: 90 }, { party_up_to: 12, minutes: 120 }],
}); // prettier-ignore

export const emptyWeekly = (): WeeklyForm => ({ ...emptyService(), weekdays: [2, 3, 4, 5, 6, 7], from_on: null, until_on: null }); // prettier-ignore

type Charge = Schemas['ChargeIn'];
export interface ChargeForm {
  kind: Charge['kind'];
  amount_minor: number | null;
  percent: number | null;
}

export const chargeForm = (charge: Schemas['ChargeOut']): ChargeForm => ({
  kind: charge.kind,
  amount_minor: charge.amount_minor,
  percent: charge.basis_points === null ? null : charge.basis_points / 100,
});

/** Only what belongs to the kind is sent: what was typed for another one stays in the form. */
export function chargeBody({ kind, amount_minor, percent }: ChargeForm): Charge {
  if (kind === 'none') return { kind };
  return kind === 'percent' ? { kind, basis_points: Math.round((percent ?? 0) * 100) } : { kind, amount_minor };
}

export interface TermsForm {
  deposits: { charge: ChargeForm; party_from: number; services: string[] }[];
  windows: { hours: number; percent: number }[];
  no_show: ChargeForm;
  estimate_per_person_minor: number | null;
  lead_minutes: number;
  days_ahead: number;
  party_most: number;
}

export const termsForm = (policy: Schemas['PolicyOut']): TermsForm => ({
  deposits: policy.deposits.map((one) => ({ ...one, charge: chargeForm(one.charge) })),
  windows: policy.windows.map((one) => ({ hours: one.minutes_before / 60, percent: one.kept_basis_points / 100 })),
  no_show: chargeForm(policy.no_show),
  estimate_per_person_minor: policy.estimate_per_person_minor,
  lead_minutes: policy.lead_minutes,
  days_ahead: policy.days_ahead,
  party_most: policy.party_most,
});

export const termsBody = (form: TermsForm): Schemas['PolicyIn'] => ({
  ...form,
  deposits: form.deposits.map((one) => ({ ...one, charge: chargeBody(one.charge) })),
  // The server keeps the longest time first.
  windows: [...form.windows]
    .sort((a, b) => b.hours - a.hours)
    .map((one) => ({ minutes_before: Math.round(one.hours * 60), kept_basis_points: Math.round(one.percent * 100) })),
  no_show: chargeBody(form.no_show),
});
