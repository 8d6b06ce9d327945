/** Draws the stages that somebody looks at, each no more often than an eye needs. */
import type { NormalisedLine } from '../reading/normalise-line.ts';
import type { GreyImage } from '../vision/grey-image.ts';
import type { PipelineOutput } from '../vision/pipeline.ts';
import { drawGrey, drawInk, drawLight, drawLines, drawNormalised, drawSighting, drawStrokes } from './draw-preview.ts';
import type { Stage } from './messages.ts';

/** Two or three pictures a second and stage: enough to follow a hand, cheap enough to leave on where graphics run in software. */
const EVERY_MS = 400;

export interface StageArtist {
  /** Pictures of those of `stages` that are due at `time` and have something to show. */
  draw(
    stages: readonly Stage[],
    time: number,
    camera: GreyImage,
    output: PipelineOutput,
    lastLine: () => NormalisedLine | null,
  ): readonly { readonly stage: Stage; readonly picture: ImageBitmap }[];
}

export const createStageArtist = (): StageArtist => {
  const drawnAt = new Map<Stage, number>();
  return {
    draw(stages, time, camera, output, lastLine) {
      const pictures: { stage: Stage; picture: ImageBitmap }[] = [];
      for (const stage of stages) {
        if (time - (drawnAt.get(stage) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) continue;
        const picture = drawStage(stage, camera, output, lastLine);
        if (!picture) continue;
        drawnAt.set(stage, time);
        pictures.push({ stage, picture });
      }
      return pictures;
    },
  };
};

const drawStage = (
  stage: Stage,
  camera: GreyImage,
  { sighting, canvas }: PipelineOutput,
  lastLine: () => NormalisedLine | null,
): ImageBitmap | null => {
  if (stage === 'detect') return drawSighting(camera, sighting.kind === 'found' ? sighting.quad : null);
  if (!canvas) return null;
  switch (stage) {
    case 'rectify':
      return drawGrey(canvas.picture);
    case 'light':
      return canvas.light ? drawLight(canvas.light) : null;
    case 'ink':
      return drawInk(canvas.maps);
    case 'strokes':
      return drawStrokes(canvas.strokes, canvas.paper.sheet);
    case 'lines':
      return drawLines(canvas.lines, canvas.paper.sheet);
    case 'read': {
      const line = lastLine();
      return line ? drawNormalised(line) : null;
    }
    default:
      return null;
  }
};
