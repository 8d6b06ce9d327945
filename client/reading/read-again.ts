/**
 * The second reading of a doubtful line: what the fast and the accurate network say together. The accurate one looks at the
 * line several times, at widths that what the fast one read suggests (look-closer.ts). Frame: px of the crop.
 */
import type { SecondOpinion } from './cascade.ts';
import { countEdits } from './count-edits.ts';
import { type Decoded, describeReadings, findTexts, openCase } from './decode-ctc.ts';
import { logSoftmax } from './log-softmax.ts';
import { lookCloser } from './look-closer.ts';
import type { NormalisedLine } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import { toReading } from './read-lines.ts';
import type { LineReading } from './reading.ts';
import { type Logits, type Network, recognise } from './recognise.ts';
import { silenceDrawings } from './silence-drawings.ts';
import { type Look, proposeTexts, weighTexts } from './weigh-texts.ts';

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

/**
 * `again`: the accurate network's logits of the line as it is, and of as many other pictures of it as there are. Throws RangeError when
 * the networks are not of one shape.
 */
export function decodeBoth(
  { logits, text, confidence, prior }: FirstLook,
  [again, ...others]: readonly [Logits, ...Logits[]],
  { settings, decoder }: SecondOpinion,
): Decoded {
  if (again.frames !== logits.frames || again.classes !== logits.classes)
    throw new RangeError(
      `expected ${logits.frames} frames of ${logits.classes} classes from the accurate network, as from the fast one, ` +
        `found ${again.frames} of ${again.classes}`,
    );
  const look = (said: Logits, temperature: number): Look => {
    const logs = openCase(logSoftmax(said, temperature), decoder);
    return [logs, findTexts(logs, decoder, prior)];
  };
  const fast = look(logits, settings.fastTemperature);
  const asItIs = look(again, settings.temperature);
  const looks = [asItIs, ...others.map((other) => look(other, settings.temperature))];
  const proposed = proposeTexts(fast, looks, decoder.blank);
  const decoded = describeReadings(asItIs[0], decoder, weighTexts(proposed, settings.weight));
  const edits = countEdits([...text], [...decoded.text]);
  return { ...decoded, features: { ...decoded.features, edits, before: confidence } };
}

/** The readings by both networks, in the order of `firsts`. */
export async function readAgain(
  network: Network,
  second: SecondOpinion,
  firsts: readonly FirstLook[],
): Promise<LineReading[]> {
  const { blank } = second.decoder;
  const views = firsts.map(({ line, text }) => lookCloser(line, text, second.settings.pitches));
  const said = await recognise(network, views.flat());
  let taken = 0;
  return firsts.map((first, i) => {
    const [again, ...others] = views[i]!.map((view) => silenceDrawings(view, said[taken++]!, blank, network.stride));
    const decoded = decodeBoth(first, [again!, ...others], second);
    return { ...toReading({ network, curve: second.curve }, first.line, decoded), again: true };
  });
}
