/**
 * Text as the evaluations compare it, the same on both sides: NFC; ’‘ → '; “”„«» → "; runs of white space to one space,
 * trimmed, none before . , ; : ? !. Case counts.
 */

/** One line. Line breaks count as white space. */
export const normaliseText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[’‘]/gu, "'")
    .replace(/[“”„«»]/gu, '"')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/ (?=[.,;:?!])/gu, '');

/** A page: its lines in reading order, each normalised, joined by line breaks; lines left empty drop out. */
export const normalisePage = (lines: readonly string[]): string =>
  lines
    .map(normaliseText)
    .filter((line) => line !== '')
    .join('\n');
