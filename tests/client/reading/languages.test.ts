import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLanguageModels } from '../../../client/reading/language-model.ts';
import { LANGUAGES, parseLanguages } from '../../../client/reading/languages.ts';
import { gunzip } from '../../../client/workers/gunzip.ts';

describe('the languages that people write', () => {
  it('are those of the shipped language models', async () => {
    const bytes = readFileSync(new URL('../../../models/latin.language.gz', import.meta.url));
    const models = parseLanguageModels(await gunzip(new Uint8Array(bytes)));
    expect(models.map(({ name }) => name)).toEqual(Object.keys(LANGUAGES));
  });

  it('are told by codes between commas or spaces, each once', () => {
    expect(parseLanguages('')).toEqual([]);
    expect(parseLanguages(' CS, en cs,')).toEqual(['cs', 'en']);
  });

  it('are refused when unknown, with what is known', () => {
    expect(() => parseLanguages('en,toString')).toThrow(RangeError);
    expect(() => parseLanguages('en,klingon')).toThrow(/\(en, fr, .*cs\), found “klingon”/);
  });
});
