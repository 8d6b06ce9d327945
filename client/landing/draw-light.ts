/** Draws polylines as ink that is retraced in light, stroke after stroke, into an SVG. Frame: px of its viewBox. */
import { svgElement } from '../panel/element.ts';

/** A whole line: slow enough to follow, short enough to wait for. */
const TRACE_SECONDS = 4;

/** The first `known` strokes are there at once: they were traced when they were new. */
export const drawLight = (svg: Element, strokes: readonly Float32Array[], known: number): void => {
  const lengths = strokes.map((points, i) => (i < known ? 0 : lengthOf(points)));
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let done = 0;
  const paths = strokes.map((points, i) => {
    const share = lengths[i]! / total;
    const times = `--delay:${(TRACE_SECONDS * done).toFixed(3)}s;--duration:${Math.max(0.05, TRACE_SECONDS * share).toFixed(3)}s`;
    done += share;
    const d = pathOf(points);
    const lit = i < known ? { d } : { d, class: 'traced', pathLength: 1, style: times };
    return {
      ink: svgElement('path', { d }),
      glow: svgElement('path', lit),
      light: svgElement('path', lit),
    };
  });
  svg.replaceChildren(
    svgElement('g', { class: 'ink' }, ...paths.map((p) => p.ink)),
    svgElement('g', { class: 'glow' }, ...paths.map((p) => p.glow)),
    svgElement('g', { class: 'light' }, ...paths.map((p) => p.light)),
  );
};

const lengthOf = (points: Float32Array): number => {
  let sum = 0;
  for (let i = 2; i + 1 < points.length; i += 2)
    sum += Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!);
  return sum;
};

const pathOf = (points: Float32Array): string => {
  const parts: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) parts.push(`${points[i]!.toFixed(1)} ${points[i + 1]!.toFixed(1)}`);
  return `M${parts.join('L')}`;
};
