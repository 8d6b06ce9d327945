/**
 * Where a bumpy score is greatest: an even grid, then a parabola through the best three.
 */
/** Argument of the greatest score in [−limit, limit]: `steps` to each side, then a parabola through the best three. */
export function searchPeak(score: (at: number) => number, limit: number, steps: number): number {
  if (limit <= 0) return 0;
  const scores: number[] = [];
  for (let i = -steps; i <= steps; i++) scores.push(score((i * limit) / steps));
  let best = steps;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  const before = scores[best - 1] ?? scores[best]!;
  const after = scores[best + 1] ?? scores[best]!;
  const bend = before - 2 * scores[best]! + after;
  const offset = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  return ((best - steps + offset) * limit) / steps;
}
