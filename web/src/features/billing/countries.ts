// Countries that forms offer, named and sorted in the present language.
import { computed } from 'vue';
import { countryName } from '@/lib/codes';
import { lang } from '@/lib/i18n';

const CODES = ['FR', 'BE', 'CH', 'DE', 'ES', 'GB', 'IT', 'LU', 'NL', 'PT', 'US', 'PK', 'SN', 'CI', 'CM'];

export const COUNTRIES = computed(() => {
  const { compare } = new Intl.Collator(lang.value);
  return CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) => compare(a.name, b.name));
});
