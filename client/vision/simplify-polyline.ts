/** Fewer points for the same line, within a tolerance (Douglas and Peucker, 1973). In and out: x, y pairs in one frame. */
export const simplifyPolyline = (points: Float32Array, tolerance: number): Float32Array => {
  const n = points.length / 2;
  if (n <= 2) return points;
  const keep = new Uint8Array(n);
  keep[0] = 1;
  keep[n - 1] = 1;
  const stack: [number, number][] = [[0, n - 1]];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const [from, to] = span;
    const ax = points[2 * from]!;
    const ay = points[2 * from + 1]!;
    const dx = points[2 * to]! - ax;
    const dy = points[2 * to + 1]! - ay;
    const length = Math.hypot(dx, dy);
    let worst = tolerance;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const px = points[2 * i]! - ax;
      const py = points[2 * i + 1]! - ay;
      // A closed span has no direction: distance from its one end then.
      const off = length < 1e-6 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
      if (off > worst) {
        worst = off;
        at = i;
      }
    }
    if (at < 0) continue;
    keep[at] = 1;
    stack.push([from, at], [at, to]);
  }
  const out: number[] = [];
  for (let i = 0; i < n; i++) if (keep[i] !== 0) out.push(points[2 * i]!, points[2 * i + 1]!);
  return Float32Array.from(out);
};
