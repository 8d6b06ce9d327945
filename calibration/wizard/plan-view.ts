/**
 * The sheet drawn small, as the technician's map of the wall: what is written on it, held-out error by place, the nodes in hand, the masks. Where one
 * points on it the wall shows it; arrow keys move what is chosen. Frame: canvas mm (the SVG's own units).
 */
import { type CanvasPoint, canvasPoint, type SheetSize } from '../frames.ts';
import type { CalibrationAccuracy, CanvasMask } from '../record.ts';
import { scaleEnd, warmthOf } from '../warmth.ts';

export interface PlanContent {
  readonly sheet: SheetSize;
  /** x, y pairs, mm. */
  readonly strokes: readonly Float32Array[];
  readonly accuracy: CalibrationAccuracy | null;
  readonly masks: readonly CanvasMask[];
  /** Being drawn. */
  readonly draft: readonly CanvasPoint[];
  readonly cross: CanvasPoint | null;
  readonly nodes: readonly CanvasPoint[];
  readonly chosenNode: number | null;
}

export interface PlanActions {
  /** Moved over or dragged: with which button held, none is 0. */
  readonly onPoint: (at: CanvasPoint) => void;
  readonly onClick: (at: CanvasPoint) => void;
  readonly onNode: (node: number) => void;
  /** mm or px, as who listens takes it; already scaled by Shift and Alt. */
  readonly onArrow: (dx: number, dy: number) => void;
  /** Tab, or with Shift; true when it was taken. */
  readonly onNext: (by: 1 | -1) => boolean;
  readonly onSpace: () => void;
  readonly onConfirm: () => void;
}

export interface PlanView {
  readonly root: HTMLElement;
  show(content: PlanContent, what: string): void;
}

/** Share of the sheet's longer side around it: masks may lie beside the paper. */
const MARGIN = 0.14;
const STEP = { plain: 1, shift: 10, alt: 0.1 };
const SVG = 'http://www.w3.org/2000/svg';

const svg = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
};

export const createPlanView = (actions: PlanActions): PlanView => {
  const root = document.createElement('div');
  root.className = 'plan';
  const drawing = svg('svg', { role: 'application', tabindex: 0, 'aria-label': 'The sheet' }) as SVGSVGElement;
  root.append(drawing);
  let shown = '';

  const at = (event: PointerEvent | MouseEvent): CanvasPoint => {
    const matrix = drawing.getScreenCTM()?.inverse();
    const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return canvasPoint(p.x, p.y);
  };
  drawing.addEventListener('pointermove', (event) => actions.onPoint(at(event)));
  drawing.addEventListener('click', (event) => {
    const node = (event.target as Element).closest<SVGElement>('[data-node]');
    if (node) actions.onNode(Number(node.dataset.node));
    else actions.onClick(at(event));
  });
  drawing.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      const step = event.altKey ? STEP.alt : event.shiftKey ? STEP.shift : STEP.plain;
      actions.onArrow(way[0]! * step, way[1]! * step);
    } else if (event.key === 'Enter') actions.onConfirm();
    else if (event.key === ' ') actions.onSpace();
    else if (event.key !== 'Tab' || !actions.onNext(event.shiftKey ? -1 : 1)) return;
    event.preventDefault();
  });

  return {
    root,
    show: (content, what) => {
      const said = JSON.stringify({ ...content, strokes: content.strokes.map((s) => s.length) });
      drawing.setAttribute('aria-label', what);
      if (said === shown) return;
      shown = said;
      const { widthMm, heightMm } = content.sheet;
      const margin = Math.max(widthMm, heightMm) * MARGIN;
      drawing.setAttribute('viewBox', `${-margin} ${-margin} ${widthMm + 2 * margin} ${heightMm + 2 * margin}`);
      drawing.replaceChildren(...layers(content));
    },
  };
};

const layers = (content: PlanContent): SVGElement[] => {
  const { widthMm, heightMm } = content.sheet;
  /** mm of one thin line on the screen: about a five-hundredth of the drawing. */
  const thin = Math.max(widthMm, heightMm) / 520;
  return [
    svg('rect', { class: 'paper', x: 0, y: 0, width: widthMm, height: heightMm }),
    ...heat(content, thin),
    ...content.strokes.map((points) =>
      svg('polyline', { class: 'ink', points: pairs(points), 'stroke-width': thin * 1.6 }),
    ),
    ...content.masks.map(({ polygon }) =>
      svg('polygon', { class: 'mask', points: polygon.map((p) => `${p.x},${p.y}`).join(' '), 'stroke-width': thin }),
    ),
    ...(content.draft.length > 0
      ? [
          svg('polyline', {
            class: 'draft',
            points: content.draft.map((p) => `${p.x},${p.y}`).join(' '),
            'stroke-width': thin * 1.5,
          }),
          ...content.draft.map((p) => svg('circle', { class: 'draft', cx: p.x, cy: p.y, r: thin * 3 })),
        ]
      : []),
    ...nodes(content, thin),
    ...cross(content, thin),
  ];
};

const pairs = (points: Float32Array): string => {
  const out: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) out.push(`${points[i]!.toFixed(1)},${points[i + 1]!.toFixed(1)}`);
  return out.join(' ');
};

const heat = ({ accuracy, sheet }: PlanContent, thin: number): SVGElement[] => {
  if (!accuracy?.heat) return [];
  const { columns, rows, errorMm } = accuracy.heat;
  const end = scaleEnd(errorMm);
  const [w, h] = [sheet.widthMm / columns, sheet.heightMm / rows];
  return errorMm.flatMap((error, k) => {
    if (error === null) return [];
    const [x, y] = [(k % columns) * w, Math.floor(k / columns) * h];
    const cell = svg('rect', {
      x,
      y,
      width: w,
      height: h,
      fill: warmthOf(error / end),
      class: 'heat',
      'stroke-width': thin * 0.5,
    });
    const title = svg('title', {});
    title.textContent = `${error.toFixed(2)} mm`;
    cell.append(title);
    return [cell];
  });
};

const nodes = ({ nodes: points, chosenNode }: PlanContent, thin: number): SVGElement[] =>
  points.map((p, i) =>
    svg('circle', {
      class: `node${i === chosenNode ? ' chosen' : ''}${i < 4 ? ' corner' : ''}`,
      'data-node': i,
      cx: p.x,
      cy: p.y,
      r: thin * (i < 4 ? 8 : 5),
      'stroke-width': thin * (i === chosenNode ? 3 : 1.5),
    }),
  );

const cross = ({ cross: p, sheet }: PlanContent, thin: number): SVGElement[] =>
  p === null
    ? []
    : [
        svg('line', { class: 'cross', x1: 0, x2: sheet.widthMm, y1: p.y, y2: p.y, 'stroke-width': thin }),
        svg('line', { class: 'cross', x1: p.x, x2: p.x, y1: 0, y2: sheet.heightMm, 'stroke-width': thin }),
        svg('circle', { class: 'cross', cx: p.x, cy: p.y, r: thin * 9, 'stroke-width': thin * 1.6 }),
      ];
