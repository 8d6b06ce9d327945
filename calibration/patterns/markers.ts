/**
 * The picture from which the raster is found before anything can be read: four white discs on black, at known places, told apart by the number
 * of black holes in each: 0 top left, 1 top right, 2 bottom right, 3 bottom left. Counting holes survives any perspective, turn and mirror,
 * so that a mirrored camera is seen at once. Frame: projector px.
 */
import { type ProjectorPoint, projectorPoint, type Size } from '../frames.ts';

export interface Disc {
  readonly centre: ProjectorPoint;
  /** px */
  readonly radius: number;
}

export interface Marker extends Disc {
  /** 0 … 3 of them, on a circle round the centre. */
  readonly holes: readonly Disc[];
}

/** Of the raster's shorter side: a hole is still 4 camera px wide where a 768 px raster covers a third of a 1080 px picture. */
const RADIUS = 1 / 10;
/** Distance of a marker's centre from the raster's border, of its sides: clear of the id blocks. */
const INSET = 0.2;
const HOLE_RADIUS = 0.26;
const HOLE_DISTANCE = 0.5;

/** In Quad order: [topLeft, topRight, bottomRight, bottomLeft]. */
export const markersOf = ({ width, height }: Size): readonly [Marker, Marker, Marker, Marker] => {
  const radius = Math.min(width, height) * RADIUS;
  const left = INSET * width - 0.5;
  const right = (1 - INSET) * width - 0.5;
  const top = INSET * height - 0.5;
  const bottom = (1 - INSET) * height - 0.5;
  const marker = (x: number, y: number, holes: number): Marker => ({
    centre: projectorPoint(x, y),
    radius,
    holes: Array.from({ length: holes }, (_, i) => {
      const angle = (2 * Math.PI * i) / holes;
      const distance = holes === 1 ? 0 : HOLE_DISTANCE * radius;
      return {
        centre: projectorPoint(x + distance * Math.cos(angle), y + distance * Math.sin(angle)),
        radius: HOLE_RADIUS * radius,
      };
    }),
  });
  return [marker(left, top, 0), marker(right, top, 1), marker(right, bottom, 2), marker(left, bottom, 3)];
};
