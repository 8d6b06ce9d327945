/**
 * The second reading of a doubtful line: what the fast and the accurate network say together. Frame: px of the crop.
 */
import type { SecondOpinion } from './cascade.ts';
import { countEdits } from './count-edits.ts';
import { type Decoded, describeReadings, findTexts, openCase } from './decode-ctc.ts';
import { logSoftmax } from './log-softmax.ts';
import type { NormalisedLine } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import { toReading } from './read-lines.ts';
import type { LineReading } from './reading.ts';
import type { Logits, Network } from './recognise.ts';
import { silenceDrawings } from './silence-drawings.ts';
import { proposeTexts, weighTexts } from './weigh-texts.ts';

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

/** `again`: the accurate network's logits of the same line. Throws RangeError when both networks are not of one shape. */
export function decodeBoth(
  { logits, text, confidence, prior }: FirstLook,
  again: Logits,
  { settings, decoder }: SecondOpinion,
): Decoded {
  if (again.frames !== logits.frames || again.classes !== logits.classes)
    throw new RangeError(
      `expected ${logits.frames} frames of ${logits.classes} classes from the accurate network, as from the fast one, ` +
        `found ${again.frames} of ${again.classes}`,
    );
  const fast = openCase(logSoftmax(logits, settings.fastTemperature), decoder);
  const accurate = openCase(logSoftmax(again, settings.temperature), decoder);
  const proposed = proposeTexts(
    [fast, findTexts(fast, decoder, prior)],
    [accurate, findTexts(accurate, decoder, prior)],
    decoder.blank,
  );
  const decoded = describeReadings(accurate, decoder, weighTexts(proposed, settings.weight));
  const edits = countEdits([...text], [...decoded.text]);
  return { ...decoded, features: { ...decoded.features, edits, before: confidence } };
}

/** The reading by both networks; `network`: how many ink columns make a frame. */
export const readAgain = (
  network: Pick<Network, 'stride'>,
  second: SecondOpinion,
  first: FirstLook,
  again: Logits,
): LineReading => ({
  ...toReading(
    { network, curve: second.curve },
    first.line,
    decodeBoth(first, silenceDrawings(first.line, again, second.decoder.blank, network.stride), second),
  ),
  again: true,
});
