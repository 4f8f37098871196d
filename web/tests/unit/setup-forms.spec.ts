import { expect, it } from 'vitest';
import * as v from 'valibot';
import { chargeBody, emptyVenue, slugOf, termsBody, termsForm, venueBody } from '@/features/setup/model';
import { infoRules } from '@/features/setup/rules';

const policy = {
  venue_id: 'ven_1', number: 3, currency: 'EUR', written_by: 'acc_1', written_at: '2026-03-02T12:00:00Z',
  deposits: [{ charge: { kind: 'per_person' as const, amount_minor: 1_000, basis_points: null }, party_from: 6, services: [] }],
  windows: [{ minutes_before: 1_440, kept_basis_points: 0 }, { minutes_before: 90, kept_basis_points: 1_250 }],
  no_show: { kind: 'percent' as const, amount_minor: null, basis_points: 10_000 },
  estimate_per_person_minor: null, lead_minutes: 45, days_ahead: 60, party_most: 10,
}; // prettier-ignore

it('makes the address of a venue from its name, whatever the letters', () => {
  expect(slugOf('  L’Été à Nîmes! ')).toBe('l-ete-a-nimes');
  expect(slugOf('چائے خانہ')).toBe('');
});

it('sends texts in the chosen languages only, and a telephone number as programs read it', () => {
  const form = {
    ...emptyVenue('fr', 'Asia/Karachi'),
    languages: ['ur', 'fr'],
    descriptions: [{ language: 'en', text: 'Gone' }, { language: 'fr', text: ' Bonjour ' }, { language: 'ur', text: ' ' }],
    phone: '+92 42 (3573) 00-00',
  }; // prettier-ignore

  expect(venueBody(form)).toMatchObject({
    currency: 'PKR',
    descriptions: [{ language: 'fr', text: 'Bonjour' }],
    phone: '+924235730000',
    email: null,
  });
});

it('brings terms through the form and back without a change', () => {
  const { deposits, windows, no_show } = termsBody(termsForm(policy));

  expect(windows).toEqual(policy.windows);
  expect(deposits?.[0]).toEqual({ charge: { kind: 'per_person', amount_minor: 1_000 }, party_from: 6, services: [] });
  expect(no_show).toEqual({ kind: 'percent', basis_points: 10_000 });
});

it('orders the lines of a cancellation from the longest time on, and sends of a charge what its kind needs', () => {
  const form = { ...termsForm(policy), windows: [{ hours: 2, percent: 50 }, { hours: 48, percent: 0 }] }; // prettier-ignore

  expect(termsBody(form).windows?.map((one) => one.minutes_before)).toEqual([2_880, 120]);
  expect(chargeBody({ kind: 'none', amount_minor: 5, percent: 5 })).toEqual({ kind: 'none' });
  expect(chargeBody({ kind: 'fixed', amount_minor: 5, percent: 5 })).toEqual({ kind: 'fixed', amount_minor: 5 });
});

it('names what a venue lacks at its field', () => {
  const wrong = { ...emptyVenue('fr', 'Europe/Paris'), slug: 'Chez Nour', website: 'nour.example' };

  const { issues } = v.safeParse(infoRules, wrong);

  expect(issues?.map((one) => one.path?.map((part) => part.key).join('/'))).toEqual([
    'name', 'slug', 'address/street', 'address/city', 'website',
  ]); // prettier-ignore
});
