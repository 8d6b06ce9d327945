/**
 * What the address asks of the camera page: /camera?canvas=ID&camera=NAME&source=webcam|video|virtual-wall&sheet=WxH&embed=1&model=NAME
 * &vocabulary=WORD,WORD&languages=cs,en. Sheet sizes are mm. A wrong value is an error that says what was found and what was expected; nothing is substituted.
 */
import type { SheetSize } from '../calibration/frames.ts';
import { parseLanguages } from './reading/languages.ts';
import type { SourceKind } from './sources/frame-source.ts';

export interface PageParameters {
  readonly canvas: string;
  readonly camera: string;
  readonly source: SourceKind;
  /** null = by the shape of the sheet that is found. */
  readonly sheet: SheetSize | null;
  /** Inside the wall's page: no header, no settings. */
  readonly embed: boolean;
  /** Reading model; null = the manifest's default. */
  readonly model: string | null;
  /** The user's own words, separated by anything that is no word; '' = none. */
  readonly vocabulary: string;
  /** Codes of the languages that people write here; none = any. */
  readonly languages: readonly string[];
}

export class PageParameterError extends Error {
  override readonly name = 'PageParameterError';
}

const SOURCES: readonly SourceKind[] = ['webcam', 'video', 'virtual-wall'];
/** The wire's names: server/protocol.ts refuses anything else, so the page says it first. */
const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
/** mm: a stamp and a house front; outside of it somebody took another unit. */
const LEAST_SIDE_MM = 20;
const GREATEST_SIDE_MM = 20_000;
/** Addresses much longer are cut by servers and people; a long list belongs into the settings. */
const LONGEST_WORDS = 2000;

/** Throws PageParameterError. */
export const parsePageParameters = (search: string): PageParameters => {
  const given = new URLSearchParams(search);
  const name = (key: string): string => {
    const value = given.get(key) ?? 'main';
    if (!NAME.test(value))
      throw new PageParameterError(`“${key}=${value}”: expected 1 to 64 letters, digits, “_”, “.” or “-”.`);
    return value;
  };
  const asked = given.get('source') ?? 'webcam';
  const source = SOURCES.find((kind) => kind === asked);
  if (!source) throw new PageParameterError(`“source=${asked}”: expected ${SOURCES.join(', ')}.`);
  return {
    canvas: name('canvas'),
    camera: name('camera'),
    source,
    sheet: parseSheet(given.get('sheet')),
    embed: given.get('embed') === '1',
    model: given.get('model'),
    vocabulary: parseWords(given.get('vocabulary') ?? ''),
    languages: parseCodes(given.get('languages') ?? ''),
  };
};

const parseWords = (text: string): string => {
  if (text.length > LONGEST_WORDS)
    throw new PageParameterError(
      `“vocabulary=${text.slice(0, 20)}…”: expected at most ${LONGEST_WORDS} characters of words, found ${text.length}.`,
    );
  return text;
};

const parseCodes = (text: string): string[] => {
  try {
    return parseLanguages(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PageParameterError(`“languages=${text.slice(0, 40)}”: ${error.message}.`);
  }
};

const parseSheet = (text: string | null): SheetSize | null => {
  if (text === null) return null;
  const match = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)$/.exec(text);
  const [widthMm, heightMm] = [Number(match?.[1]), Number(match?.[2])];
  const inRange = (side: number): boolean => side >= LEAST_SIDE_MM && side <= GREATEST_SIDE_MM;
  if (!inRange(widthMm) || !inRange(heightMm))
    throw new PageParameterError(
      `“sheet=${text}”: expected width x height in mm, such as 420x297, each from ${LEAST_SIDE_MM} to ${GREATEST_SIDE_MM}.`,
    );
  return { widthMm, heightMm };
};
