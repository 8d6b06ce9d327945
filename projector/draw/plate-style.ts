/** Type and tones of what is written on the wall: Inklight's own, in sRGB. */
export const SERIF =
  '"Iowan Old Style", "Palatino Linotype", "URW Palladio L", Palatino, Georgia, "DejaVu Serif", serif';
export const SANS = 'system-ui, "Segoe UI", "Helvetica Neue", Cantarell, "Noto Sans", "DejaVu Sans", sans-serif';
export const MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
export const PAPER = '#f6efe0';
export const GRAPHITE = '#9b9182';
export const LIGHT = '#ffd08a';
export const EMBER = '#c4762b';
export const FAULT = '#ff7a59';

/** px of the wall's body type: read from where a technician stands. */
export const emOf = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  Math.max(10, Math.round(Math.min(height, width * 0.6) * 0.026));
