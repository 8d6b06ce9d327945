/** Puts a ribbon into a geometry that the GPU draws. Frame: as the ribbon's. */
import { BufferAttribute, BufferGeometry } from 'three';
import { buildRibbon, type RibbonStroke } from '../build-ribbon.ts';

/** Attributes: `centre`, `normal2`, `across` (vec2) and one float attribute for each name in `channels`. */
export const ribbonGeometry = (
  strokes: readonly RibbonStroke[],
  channels: readonly string[],
  taper = 2,
): BufferGeometry => {
  const ribbon = buildRibbon(strokes, channels.length, taper);
  const geometry = new BufferGeometry();
  geometry.setAttribute('centre', new BufferAttribute(ribbon.centre, 2));
  geometry.setAttribute('normal2', new BufferAttribute(ribbon.normal, 2));
  geometry.setAttribute('across', new BufferAttribute(ribbon.across, 2));
  for (const [c, name] of channels.entries()) geometry.setAttribute(name, new BufferAttribute(ribbon.channels[c]!, 1));
  geometry.setIndex(new BufferAttribute(ribbon.index, 1));
  return geometry;
};
