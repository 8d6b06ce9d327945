/**
 * Strengths of flats of known colours → mixing (camera channel × projector channel) and the projector channels' responses:
 *   strength_jc = Σ_k mixing_ck · response_k(code_jk)
 * First with response = code ^ exponent_k (alternating: mixing by least squares, exponents by search), then at each grey step what the power law
 * leaves. In: codes 0 … 1, strengths in linear camera light; out: mixing, knots of the response, what is left of the strengths.
 */
type Colour = readonly [number, number, number];
type Strength = readonly [number | null, number | null, number | null];

const ROUNDS = 8;
const LEAST_EXPONENT = 1;
const MOST_EXPONENT = 3.4;
/** Knots between the measured ones follow the power law; this many make them dense enough for straight lines between. */
const KNOTS = 33;
/** Light is trusted to this share of its own strength, and to this much in any case. */
const SHARE_ERROR = 0.01;
const LEAST_ERROR = 0.0015;

export interface Mixing {
  readonly mixing: readonly number[];
  readonly codes: readonly number[];
  readonly light: readonly Colour[];
  /** RMS of what is left, in units of what a strength is trusted to. */
  readonly relative: number;
}

export const fitMixing = (colours: readonly Colour[], strengths: readonly Strength[]): Mixing => {
  const exponents: [number, number, number] = [2.2, 2.2, 2.2];
  let mixing = solveMixing(colours, strengths, exponents);
  for (let round = 0; round < ROUNDS; round++)
    for (let k = 0; k < 3; k++) {
      const trial = (exponent: number): { mixing: number[]; error: number } => {
        const tried = exponents.map((e, i) => (i === k ? exponent : e)) as [number, number, number];
        const m = solveMixing(colours, strengths, tried);
        return { mixing: m, error: errorOf(colours, strengths, m, tried) };
      };
      exponents[k] = goldenSection(LEAST_EXPONENT, MOST_EXPONENT, (e) => trial(e).error);
      ({ mixing } = trial(exponents[k]!));
    }
  const { codes, light } = bendResponse(colours, strengths, mixing, exponents);
  return { mixing, codes, light, relative: Math.sqrt(errorOf(colours, strengths, mixing, exponents)) };
};

const errorAllowed = (strength: number): number => LEAST_ERROR + SHARE_ERROR * Math.abs(strength);

/** Weighted least squares, one camera channel at a time; a channel of the projector that was never shown alone shares evenly (a faint ridge). */
const solveMixing = (
  colours: readonly Colour[],
  strengths: readonly Strength[],
  exponents: readonly number[],
): number[] => {
  const mixing: number[] = [];
  for (let c = 0; c < 3; c++) {
    const n = [
      [1e-3, 0, 0, 0],
      [0, 1e-3, 0, 0],
      [0, 0, 1e-3, 0],
    ];
    for (const [j, colour] of colours.entries()) {
      const s = strengths[j]![c]!;
      if (s === null) continue;
      const weight = 1 / errorAllowed(s) ** 2;
      const r = colour.map((code, k) => code ** exponents[k]!);
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) n[a]![b]! += weight * r[a]! * r[b]!;
        n[a]![3]! += weight * r[a]! * s;
      }
    }
    mixing.push(...solve3(n));
  }
  return mixing;
};

const errorOf = (
  colours: readonly Colour[],
  strengths: readonly Strength[],
  mixing: readonly number[],
  exponents: readonly number[],
): number => {
  let sum = 0;
  let count = 0;
  for (const [j, colour] of colours.entries())
    for (let c = 0; c < 3; c++) {
      const s = strengths[j]![c]!;
      if (s === null) continue;
      let predicted = 0;
      for (let k = 0; k < 3; k++) predicted += mixing[3 * c + k]! * colour[k]! ** exponents[k]!;
      sum += ((predicted - s) / errorAllowed(s)) ** 2;
      count++;
    }
  return sum / Math.max(1, count);
};

/** No projector's response leaves the power law by more than this share: so far a bend is believed, and about so far from it one may lie. */
const MOST_BEND = 0.3;

/**
 * By what the three responses differ from the power law at a grey step, as factors: weighted least squares towards no difference. A camera that sees
 * only the channels' sum (a grey one) bends all three alike.
 */
const bendOf = (powers: Colour, strength: readonly number[], mixing: readonly number[]): Colour => {
  const n = [0, 1, 2].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 1 / MOST_BEND ** 2 : 0)));
  for (const [c, s] of strength.entries()) {
    const row = powers.map((power, k) => (mixing[3 * c + k]! * power) / errorAllowed(s));
    const left = s / errorAllowed(s) - row.reduce((sum, share) => sum + share, 0);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) n[a]![b]! += row[a]! * row[b]!;
      n[a]![3]! += row[a]! * left;
    }
  }
  return solve3(n).map((bend) => 1 + Math.min(MOST_BEND, Math.max(-MOST_BEND, bend))) as unknown as Colour;
};

/** The power law, bent at each grey step by what was measured there; between the steps the bend is straight in the code. */
const bendResponse = (
  colours: readonly Colour[],
  strengths: readonly Strength[],
  mixing: readonly number[],
  exponents: readonly number[],
): { codes: number[]; light: Colour[] } => {
  const bends: { code: number; factor: Colour }[] = [];
  for (const [j, [r, g, b]] of colours.entries()) {
    const s = strengths[j]!.filter((v) => v !== null);
    if (r !== g || g !== b || r === 0 || s.length < 3) continue;
    bends.push({ code: r, factor: bendOf(exponents.map((e) => r ** e) as unknown as Colour, s, mixing) });
  }
  bends.sort((a, b) => a.code - b.code);
  const codes = Array.from({ length: KNOTS }, (_, i) => i / (KNOTS - 1));
  const light = codes.map(
    (code) => [0, 1, 2].map((k) => code ** exponents[k]! * bendAt(bends, code, k)) as unknown as Colour,
  );
  // Never falling, so that more code is never less light.
  for (let i = 1; i < light.length; i++)
    light[i] = light[i]!.map((l, k) => Math.max(l, light[i - 1]![k]!)) as unknown as Colour;
  return { codes, light };
};

const bendAt = (
  bends: readonly { readonly code: number; readonly factor: Colour }[],
  code: number,
  k: number,
): number => {
  const above = bends.findIndex((b) => b.code >= code);
  if (bends.length === 0) return 1;
  if (above < 0) return bends.at(-1)!.factor[k]!;
  if (above === 0) return bends[0]!.factor[k]!;
  const [from, to] = [bends[above - 1]!, bends[above]!];
  const t = to.code === from.code ? 0 : (code - from.code) / (to.code - from.code);
  return from.factor[k]! + t * (to.factor[k]! - from.factor[k]!);
};

/** Where `f` is least between `low` and `high`, to a thousandth. */
const goldenSection = (low: number, high: number, f: (x: number) => number): number => {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [x1, x2] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [f1, f2] = [f(x1), f(x2)];
  while (b - a > 1e-3)
    if (f1 < f2) {
      b = x2;
      [x2, f2] = [x1, f1];
      x1 = b - ratio * (b - a);
      f1 = f(x1);
    } else {
      a = x1;
      [x1, f1] = [x2, f2];
      x2 = a + ratio * (b - a);
      f2 = f(x2);
    }
  return (a + b) / 2;
};

/** Gauss–Jordan on a 3×4 augmented matrix. A matrix without an inverse gives zeros for what it does not determine. */
const solve3 = (rows: readonly (readonly number[])[]): number[] => {
  const n = rows.map((row) => [...row]);
  for (let i = 0; i < 3; i++) {
    let pivot = i;
    for (let r = i + 1; r < 3; r++) if (Math.abs(n[r]![i]!) > Math.abs(n[pivot]![i]!)) pivot = r;
    [n[i], n[pivot]] = [n[pivot]!, n[i]!];
    if (Math.abs(n[i]![i]!) < 1e-12) continue;
    for (let r = 0; r < 3; r++) {
      if (r === i) continue;
      const factor = n[r]![i]! / n[i]![i]!;
      for (let c = i; c < 4; c++) n[r]![c]! -= factor * n[i]![c]!;
    }
  }
  return n.map((row, i) => (Math.abs(row[i]!) < 1e-12 ? 0 : row[3]! / row[i]!));
};
