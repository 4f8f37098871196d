import type { Schemas } from '@/lib/api/client';

/** What somebody writes of themselves, every field there, so that a form can bind it. */
export interface Written {
  display_name: string;
  headline: string;
  about: string;
  skills: string[];
  languages: string[];
  rate_minor: number | null;
  currency: string;
}

export const emptyProfile = (): Written => ({
  display_name: '',
  headline: '',
  about: '',
  skills: [],
  languages: [],
  rate_minor: null,
  currency: 'EUR',
});

export const writtenOf = (profile: Schemas['ProfileOut']): Written => ({
  display_name: profile.display_name,
  headline: profile.headline,
  about: profile.about,
  skills: profile.skills,
  languages: profile.languages,
  rate_minor: profile.hourly_rate?.amount_minor ?? null,
  currency: profile.hourly_rate?.currency ?? 'EUR',
});

export const profileBody = ({ rate_minor, currency, ...rest }: Written): Schemas['ProfileIn'] => ({
  ...rest,
  hourly_rate: rate_minor === null ? null : { amount_minor: rate_minor, currency },
});
