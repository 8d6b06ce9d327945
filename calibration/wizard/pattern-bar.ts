/** The test patterns as buttons: press to show it on the wall, press again to take it away. */
import { element } from '../../server/pages/element.ts';
import type { EyePattern } from './ask-for-pattern.ts';

export interface PatternChoice {
  readonly kind: EyePattern['kind'];
  readonly words: string;
  readonly shortcut: string;
  /** What one looks for. */
  readonly hint: string;
}

export const PATTERN_CHOICES: readonly PatternChoice[] = [
  {
    kind: 'sheet-outline',
    words: 'Outline',
    shortcut: 'O',
    hint: 'Light runs along the paper’s real edge; a mark each 10 mm.',
  },
  { kind: 'grid', words: 'Grid', shortcut: 'G', hint: 'Lay a ruler on it: numbers are millimetres of the paper.' },
  {
    kind: 'cross-hair',
    words: 'Cross-hair',
    shortcut: 'X',
    hint: 'Point at the plan: light lands there on the paper. Arrow keys move it by 1 mm, with Shift 10, with Alt 0.1.',
  },
  { kind: 'heat-map', words: 'Error', shortcut: 'E', hint: 'Held-out error by place, with its scale in millimetres.' },
  {
    kind: 'focus-star',
    words: 'Focus',
    shortcut: 'F',
    hint: 'Turn the lens until the finest spokes part, in the corners too.',
  },
  { kind: 'colour-ramps', words: 'Colours', shortcut: 'R', hint: 'Every step should part from its neighbour.' },
  {
    kind: 'safe-area',
    words: 'Safe area',
    shortcut: 'S',
    hint: 'The outermost line, one pixel wide, must be seen on all four sides.',
  },
  {
    kind: 'masks',
    words: 'Masks',
    shortcut: 'M',
    hint: 'Click on the plan to draw what must stay dark; its first corner, or Enter, closes it.',
  },
];

export const patternButtons = (
  shown: EyePattern['kind'] | null,
  isOff: boolean,
  onChoice: (kind: EyePattern['kind']) => void,
): HTMLElement[] =>
  PATTERN_CHOICES.map(({ kind, words, shortcut, hint }) => {
    const button = element('button', 'pattern', words, element('kbd', '', shortcut));
    button.type = 'button';
    button.title = hint;
    button.disabled = isOff;
    button.dataset.key = kind;
    button.setAttribute('aria-pressed', String(kind === shown));
    button.addEventListener('click', () => onChoice(kind));
    return button;
  });
