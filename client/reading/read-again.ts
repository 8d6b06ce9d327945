/**
 * The second reading of a doubtful line: what the fast and the accurate network say together. Frame: px of the crop.
 */
import type { SecondOpinion } from './cascade.ts';
import { countEdits } from './count-edits.ts';
import { type Decoded, describeReadings, findTexts, openCase } from './decode-ctc.ts';
import { type LogProbabilities, logSoftmax } from './log-softmax.ts';
import type { NormalisedLine } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import { toReading } from './read-lines.ts';
import type { LineReading } from './reading.ts';
import { type InkLine, type Logits, type Network, recognise } from './recognise.ts';
import { silenceDrawings } from './silence-drawings.ts';
import { stretchLine } from './stretch-line.ts';
import { type Opinions, proposeTexts, weighTexts } from './weigh-texts.ts';

/** What a second reading starts from: the line, what the fast network made of it, and what it said. */
export interface FirstLook {
  readonly line: NormalisedLine;
  readonly logits: Logits;
  readonly text: string;
  /** 0 … 1. */
  readonly confidence: number;
  /** What its language may be; left out = the first guess. */
  readonly prior?: LanguagePrior | undefined;
}

/** What was said of one line: by the accurate network of the line as it is, by both of each stretched one. */
export interface SaidAgain {
  readonly accurate: Logits;
  readonly stretched: readonly { readonly fast: Logits; readonly accurate: Logits }[];
}

/** Throws RangeError when both networks are not of one shape. */
export function decodeBoth(
  { logits, text, confidence, prior }: FirstLook,
  said: SaidAgain,
  { settings, decoder }: SecondOpinion,
): Decoded {
  for (const [fast, accurate] of [
    [logits, said.accurate] as const,
    ...said.stretched.map((s) => [s.fast, s.accurate] as const),
  ])
    if (accurate.frames !== fast.frames || accurate.classes !== fast.classes)
      throw new RangeError(
        `expected ${fast.frames} frames of ${fast.classes} classes from the accurate network, as from the fast one, ` +
          `found ${accurate.frames} of ${accurate.classes}`,
      );
  const open = (of: Logits, temperature: number): LogProbabilities => openCase(logSoftmax(of, temperature), decoder);
  const listen = (asItIs: Logits, stretched: readonly Logits[], temperature: number): Opinions => {
    const plain = open(asItIs, temperature);
    return {
      logs: [plain, ...stretched.map((of) => open(of, temperature))],
      found: findTexts(plain, decoder, prior),
    };
  };
  const fast = listen(
    logits,
    said.stretched.map((s) => s.fast),
    settings.fastTemperature,
  );
  const accurate = listen(
    said.accurate,
    said.stretched.map((s) => s.accurate),
    settings.temperature,
  );
  const proposed = proposeTexts(fast, accurate, decoder.blank);
  const decoded = describeReadings(accurate.logs[0], decoder, weighTexts(proposed, settings.weight));
  const edits = countEdits([...text], [...decoded.text]);
  return { ...decoded, features: { ...decoded.features, edits, before: confidence } };
}

/** The networks of a cascade. */
export interface BothNetworks {
  readonly fast: Network;
  readonly accurate: Network;
}

/** The readings of doubtful lines by both networks, in the order of `looks`. Rejects with what a network throws. */
export async function readAgain(
  { fast, accurate }: BothNetworks,
  second: SecondOpinion,
  looks: readonly FirstLook[],
): Promise<LineReading[]> {
  const ask = async (network: Network, lines: readonly InkLine[]): Promise<Logits[]> =>
    (await recognise(network, lines)).map((logits, i) =>
      silenceDrawings(lines[i]!, logits, second.decoder.blank, network.stride),
    );
  const again = await ask(
    accurate,
    looks.map(({ line }) => line),
  );
  const views = looks.map(({ line }) => second.settings.stretches.map((factor) => stretchLine(line, factor)));
  const [byFast, byAccurate] = [await ask(fast, views.flat()), await ask(accurate, views.flat())];
  return looks.map((look, i) => {
    const from = i * second.settings.stretches.length;
    const stretched = views[i]!.map((_, k) => ({ fast: byFast[from + k]!, accurate: byAccurate[from + k]! }));
    const decoded = decodeBoth(look, { accurate: again[i]!, stretched }, second);
    return { ...toReading({ network: accurate, curve: second.curve }, look.line, decoded), again: true };
  });
}
