/** Keeps a pattern on the wall while this page wants it there, and takes it away at once when not. */
import { PATTERN_REPEAT_MS, type Pattern } from '../../server/protocol.ts';

export type EyePattern = Exclude<
  Pattern['pattern'],
  { kind: 'flat' | 'markers' | 'gray-code' | 'phase' | 'checker' | 'none' }
>;

export interface PatternAsker {
  /** What this page asks for now. */
  readonly asked: EyePattern | null;
  ask(pattern: EyePattern | null): void;
  stop(): void;
}

export const createPatternAsker = (
  publish: (pattern: Pattern) => void,
  projector: () => string | null,
): PatternAsker => {
  let asked: EyePattern | null = null;
  const say = (pattern: Pattern['pattern']): void => {
    const name = projector();
    if (name !== null) publish({ type: 'pattern', projector: name, patternId: 0, pattern });
  };
  const timer = setInterval(() => {
    if (asked) say(asked);
  }, PATTERN_REPEAT_MS);
  return {
    get asked() {
      return asked;
    },
    ask: (pattern) => {
      if (!pattern && !asked) return;
      asked = pattern;
      say(pattern ?? { kind: 'none' });
    },
    stop: () => {
      clearInterval(timer);
      if (asked) say({ kind: 'none' });
      asked = null;
    },
  };
};
