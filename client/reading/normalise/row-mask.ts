/** Bits of a half column (column-bits.ts): those of rows `from` … `to`, of which the half has rows `first` … `first` + 31. */
export function rowMask(from: number, to: number, first: number): number {
  const low = Math.max(0, from - first);
  const high = Math.min(31, to - first);
  return low > high ? 0 : (-1 << low) & (-1 >>> (31 - high));
}
