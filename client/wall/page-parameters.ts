/**
 * What the address asks of the wall: /wall?canvas=ID&seed=N&lines=N&auto=0. A wrong value is an error that says what was found and
 * what was expected.
 */
export interface WallParameters {
  readonly canvas: string;
  readonly seed: number;
  /** null: sheet after sheet. */
  readonly lineCount: number | null;
  readonly auto: boolean;
}

export class WallParameterError extends Error {
  override readonly name = 'WallParameterError';
}

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const MOST_LINES = 1000;

/** `drawn` is the seed where the address names none. Throws WallParameterError. */
export const parseWallParameters = (search: string, drawn: number): WallParameters => {
  const given = new URLSearchParams(search);
  const whole = (key: string, least: number, most: number): number | null => {
    const text = given.get(key);
    if (text === null) return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new WallParameterError(`“${key}=${text}”: expected a whole number from ${least} to ${most}.`);
    return value;
  };
  const canvas = given.get('canvas') ?? 'wall';
  if (!NAME.test(canvas))
    throw new WallParameterError(`“canvas=${canvas}”: expected 1 to 64 letters, digits, “_”, “.” or “-”.`);
  const auto = given.get('auto') ?? '1';
  if (auto !== '0' && auto !== '1') throw new WallParameterError(`“auto=${auto}”: expected 0 or 1.`);
  return {
    canvas,
    seed: whole('seed', 0, 2 ** 31 - 1) ?? drawn,
    lineCount: whole('lines', 1, MOST_LINES),
    auto: auto === '1',
  };
};
