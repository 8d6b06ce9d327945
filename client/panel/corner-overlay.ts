/**
 * The sheet's outline over the live picture, with four corners that mouse, touch and arrow keys can move.
 * Frame: camera px; the SVG's own units are camera px, so the browser does the mapping from the screen.
 */
import type { CameraPoint, Quad, Size } from '../../calibration/frames.ts';
import { CORNER_NAMES, type CornerIndex, freshQuad, isUsableQuad, moveCorner, nudgeCorner } from './corner-drag.ts';
import { setAttributes, svgElement } from './element.ts';

export interface CornerOverlayCallbacks {
  /** The corners were placed by hand and make a sheet. */
  readonly onPlaced: (quad: Quad<'camera'>) => void;
  /** A corner is held (or has the focus) at this point; null when none is. */
  readonly onHold: (at: CameraPoint | null) => void;
}

export interface CornerOverlay {
  readonly root: SVGSVGElement;
  /** What is shown while nobody drags: the quad in use, or null when no paper is seen. */
  show(quad: Quad<'camera'> | null, size: Size, manual: boolean): void;
  focusCorner(corner: CornerIndex): void;
}

const CORNERS: readonly CornerIndex[] = [0, 1, 2, 3];
/** Radius of a corner's target on the screen in CSS px: a finger's half width. */
const TARGET_RADIUS = 22;
const RING_RADIUS = 7;

export const createCornerOverlay = ({ onPlaced, onHold }: CornerOverlayCallbacks): CornerOverlay => {
  const outline = svgElement('polygon', { class: 'outline' });
  const handles = CORNERS.map((corner) =>
    svgElement(
      'g',
      { class: 'corner', tabindex: 0, role: 'application', 'data-corner': corner },
      svgElement('circle', { class: 'target' }),
      svgElement('circle', { class: 'ring' }),
    ),
  );
  const root = svgElement(
    'svg',
    { class: 'corner-overlay', 'aria-label': 'Corners of the sheet' },
    outline,
    ...handles,
  );
  let size: Size = { width: 16, height: 9 };
  let screenWidth = 1;
  let quad: Quad<'camera'> | null = null;
  let manual = false;
  let drawn = '';
  let held: { corner: CornerIndex; grip: CameraPoint } | null = null;

  /** Screen → camera px. Pixel centres lie at integers: the viewBox starts at −0.5. */
  const toCamera = (event: PointerEvent): CameraPoint => {
    const map = root.getScreenCTM();
    if (!map) return { x: 0, y: 0 };
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.inverse());
    return { x, y };
  };

  /** Most frames change nothing: then the page's layout is left in peace. */
  const draw = (): void => {
    const now = JSON.stringify([quad, size, manual, screenWidth]);
    if (now === drawn) return;
    drawn = now;
    setAttributes(root, { viewBox: `-0.5 -0.5 ${size.width} ${size.height}` });
    const shown = quad ?? freshQuad(size);
    const usable = isUsableQuad(shown, size);
    root.dataset.state = quad === null ? 'absent' : !usable ? 'unusable' : manual ? 'manual' : 'detected';
    setAttributes(outline, { points: shown.map((p) => `${p.x},${p.y}`).join(' ') });
    const pxPerScreen = size.width / Math.max(1, screenWidth);
    for (const corner of CORNERS) {
      const { x, y } = shown[corner];
      const handle = handles[corner]!;
      setAttributes(handle, {
        transform: `translate(${x} ${y})`,
        'aria-label': `${CORNER_NAMES[corner]} corner, ${x.toFixed(1)}, ${y.toFixed(1)} px. Arrow keys move it.`,
      });
      setAttributes(handle.children[0]!, { r: TARGET_RADIUS * pxPerScreen });
      setAttributes(handle.children[1]!, { r: RING_RADIUS * pxPerScreen });
    }
  };

  const place = (moved: Quad<'camera'>, corner: CornerIndex): void => {
    quad = moved;
    manual = true;
    draw();
    onHold(moved[corner]);
    if (isUsableQuad(moved, size)) onPlaced(moved);
  };

  for (const corner of CORNERS) {
    const handle = handles[corner]!;
    handle.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      const at = toCamera(event);
      const from = (quad ?? freshQuad(size))[corner];
      // The corner keeps its distance from the finger, so that touching it does not move it.
      held = { corner, grip: { x: from.x - at.x, y: from.y - at.y } };
      onHold(from);
    });
    handle.addEventListener('pointermove', (event) => {
      if (held?.corner !== corner) return;
      const at = toCamera(event);
      const to = { x: at.x + held.grip.x, y: at.y + held.grip.y };
      place(moveCorner(quad ?? freshQuad(size), corner, to, size), corner);
    });
    for (const end of ['pointerup', 'pointercancel'] as const) handle.addEventListener(end, () => (held = null));
    handle.addEventListener('keydown', (event) => {
      const moved = nudgeCorner(
        quad ?? freshQuad(size),
        corner,
        event.key,
        { shift: event.shiftKey, alt: event.altKey },
        size,
      );
      if (!moved) return;
      event.preventDefault();
      place(moved, corner);
    });
    handle.addEventListener('focus', () => onHold((quad ?? freshQuad(size))[corner]));
    handle.addEventListener('blur', () => onHold(null));
  }

  new ResizeObserver(([entry]) => {
    screenWidth = entry?.contentRect.width ?? 1;
    draw();
  }).observe(root);

  return {
    root,
    show(nextQuad, nextSize, nextManual) {
      if (held) return;
      size = nextSize;
      quad = nextQuad;
      manual = nextManual;
      draw();
    },
    focusCorner(corner) {
      handles[corner]!.focus();
    },
  };
};
