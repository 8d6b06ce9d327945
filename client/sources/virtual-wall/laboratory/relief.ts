/**
 * How far a sheet stands off the wall: curled corners, an arch, a twist, waves. Frame: canvas mm in, mm towards the viewer out. Heights are
 * polynomials and sines, smooth and without kinks, between 0 and `depthMm`; off the sheet the wall is flat.
 */
import type { SheetSize } from '../../../../calibration/frames.ts';

export type Relief =
  | { readonly kind: 'flat' }
  /** Bulges along a direction (degrees from x) with its ridge in the middle. */
  | { readonly kind: 'arch'; readonly depthMm: number; readonly degrees: number }
  /** Lies flat at one side and lifts quadratically towards the other. */
  | { readonly kind: 'curl'; readonly depthMm: number; readonly degrees: number }
  /** Two opposite corners lift. */
  | { readonly kind: 'twist'; readonly depthMm: number }
  /** Damp paper: waves along a direction. */
  | { readonly kind: 'waves'; readonly depthMm: number; readonly degrees: number; readonly count: number };

export const reliefAt = (relief: Relief, { widthMm, heightMm }: SheetSize, x: number, y: number): number => {
  if (relief.kind === 'flat' || x < 0 || y < 0 || x > widthMm || y > heightMm) return 0;
  const u = (2 * x) / widthMm - 1;
  const v = (2 * y) / heightMm - 1;
  if (relief.kind === 'twist') return relief.depthMm * 0.5 * (1 + u * v);
  const angle = (relief.degrees * Math.PI) / 180;
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  // −1 … 1 from one corner to the other along the direction.
  const along = (u * c + v * s) / (Math.abs(c) + Math.abs(s));
  switch (relief.kind) {
    case 'arch':
      return relief.depthMm * (1 - along * along);
    case 'curl':
      return relief.depthMm * 0.25 * (1 + along) ** 2;
    case 'waves':
      return relief.depthMm * 0.5 * (1 + Math.sin(Math.PI * relief.count * along));
  }
};
