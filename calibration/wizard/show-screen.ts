/** The wizard's current screen as elements: checks before, progress during, figures and troubles after, and what can be done now. */
import { element } from '../../server/pages/element.ts';
import type { CalibrationVerdict } from '../../server/protocol.ts';
import type { Check } from './preflight.ts';
import type { Screen } from './screen.ts';

export interface Action {
  readonly key: string;
  readonly words: string;
  /** As the keyboard has it; empty where there is none. */
  readonly shortcut: string;
  readonly isPrimary: boolean;
  readonly isOff: boolean;
}

/** What can be done on a screen, the first thing first. */
export const actionsOf = (screen: Screen, isReady: boolean, isByHand: boolean): readonly Action[] => {
  const action = (key: string, words: string, shortcut: string, isPrimary = false, isOff = false): Action => ({
    key,
    words,
    shortcut,
    isPrimary,
    isOff,
  });
  const again = action('start', 'Run again', 'C', false, !isReady);
  const byHand = action('refine', isByHand ? 'Done moving' : 'Move by hand', 'H');
  switch (screen.kind) {
    case 'preflight':
      return [action('start', 'Calibrate', 'C', true, !isReady), byHand];
    case 'running':
      return [action('stop', 'Stop', 'Esc')];
    case 'declined':
      return [{ ...again, isPrimary: true }, action('close', 'Close', 'D')];
    case 'trial':
      return [action('accept', 'Accept', 'A', true), again, byHand, action('discard', 'Discard', 'D')];
    case 'accepted':
      return [action('close', 'Done', 'D', true), again, byHand];
  }
};

export const actionButtons = (actions: readonly Action[], run: (key: string) => void): HTMLElement[] =>
  actions.map(({ key, words, shortcut, isPrimary, isOff }) => {
    const button = element(
      'button',
      isPrimary ? 'primary' : '',
      words,
      ...(shortcut ? [element('kbd', '', shortcut)] : []),
    );
    button.type = 'button';
    button.disabled = isOff;
    button.dataset.key = key;
    button.addEventListener('click', () => run(key));
    return button;
  });

/** `seconds`: since this page saw the run begin. */
export const screenBody = (screen: Screen, checks: readonly Check[], seconds: number): HTMLElement[] => {
  switch (screen.kind) {
    case 'preflight':
      return [
        element('ul', 'checks', ...checks.map(checkRow)),
        element(
          'p',
          'caption',
          'Keystone, scaling, flicker, overlap and exposure are measured by the patterns themselves.',
        ),
      ];
    case 'running': {
      const percent = Math.round(100 * screen.progress.done);
      const bar = element('progress', '');
      bar.max = 100;
      bar.value = percent;
      bar.textContent = `${percent} %`;
      return [
        bar,
        element(
          'p',
          'running figure',
          element('b', '', `${percent} %`),
          element('span', '', `${Math.round(seconds)} s`),
        ),
      ];
    }
    case 'declined':
      return [troubleList(screen.verdict), figureGrid(screen.verdict.figures)];
    case 'trial':
      return screen.verdict ? [troubleList(screen.verdict), figureGrid(screen.verdict.figures)] : [];
    case 'accepted':
      return [];
  }
};

const checkRow = ({ title, value, good, mood, remedy }: Check): HTMLElement =>
  element(
    'li',
    '',
    element('span', `state ${mood}`, title),
    element('span', 'value', value),
    ...(good === '' ? [] : [element('span', 'caption', good)]),
    ...(remedy === '' ? [] : [element('p', 'remedy', remedy)]),
  );

const troubleList = ({ troubles }: CalibrationVerdict): HTMLElement =>
  element(
    'ul',
    'fault-list',
    ...troubles.map(({ code, detail, remedy, severity }) =>
      element(
        'li',
        severity === 'warns' ? 'notice' : '',
        element('h3', '', titleOf(code)),
        element('p', '', remedy),
        element('p', 'caption', detail),
      ),
    ),
  );

const titleOf = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const figureGrid = (figures: CalibrationVerdict['figures']): HTMLElement =>
  element(
    'dl',
    'figures',
    ...figures.map(({ label, value, good }) =>
      element('div', '', element('dt', 'caption', label), element('dd', '', value), element('dd', 'caption', good)),
    ),
  );
