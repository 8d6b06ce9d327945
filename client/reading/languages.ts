/** The languages whose writing is read with a language model, and what people choose of them. Codes: ISO 639-1. */

/** By code, in their own words, as people look for them. models/latin.language.gz holds these. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'English',
  fr: 'français',
  de: 'Deutsch',
  es: 'español',
  it: 'italiano',
  pt: 'português',
  nl: 'Nederlands',
  sv: 'svenska',
  pl: 'polski',
  cs: 'čeština',
};

/** Codes in any case, between commas or spaces, each once. Throws RangeError with what was found and what is known. */
export function parseLanguages(text: string): string[] {
  const codes = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((code) => code !== '');
  for (const code of codes)
    if (!Object.hasOwn(LANGUAGES, code))
      throw new RangeError(`expected codes of languages (${Object.keys(LANGUAGES).join(', ')}), found “${code}”`);
  return [...new Set(codes)];
}
