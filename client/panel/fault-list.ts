/**
 * The faults that hold now, each with its code, since when, what exactly, its remedy, and the button that helps where there is one.
 * A notice takes one quiet line.
 */
import { FAULTS, type Fault, type FaultCode } from '../../server/protocol.ts';
import { element } from './element.ts';

export interface FaultActions {
  readonly tryAgain: () => void;
  readonly takeOver: () => void;
  readonly placeCorners: () => void;
}

export interface ShownFault {
  readonly fault: Fault;
  /** Another page or the server; null = this page. */
  readonly from: string | null;
}

export interface FaultList {
  readonly root: HTMLElement;
  show(faults: readonly ShownFault[]): void;
}

export const createFaultList = (label: string, actions: FaultActions): FaultList => {
  const root = element('ul', { class: 'fault-list', role: 'status', 'aria-label': label, hidden: true });
  let last = '';
  return {
    root,
    show(faults) {
      const now = JSON.stringify(faults);
      if (now === last) return;
      last = now;
      root.hidden = faults.length === 0;
      root.replaceChildren(...faults.map((shown) => faultItem(shown, actions)));
    },
  };
};

const faultItem = ({ fault, from }: ShownFault, actions: FaultActions): HTMLLIElement => {
  const { short, title, remedy } = FAULTS[fault.code];
  if (fault.severity === 'notice')
    return element(
      'li',
      { class: 'notice', 'data-fault': fault.code },
      element('p', { class: 'caption' }, element('code', {}, short), ` ${fault.detail || title}`),
    );
  const since = new Date(fault.since);
  const item = element(
    'li',
    { class: fault.severity, 'data-fault': fault.code },
    element('h3', {}, element('code', {}, short), ` ${title}`),
    element('p', {}, remedy),
    element(
      'p',
      { class: 'caption' },
      [fault.detail, from, ''].filter((part) => part !== null).join(' · '),
      element('time', { datetime: fault.since }, `since ${since.toLocaleTimeString([], { timeStyle: 'medium' })}`),
    ),
  );
  // What another page suffers from is helped there.
  const help = from === null ? helpFor(fault.code, actions) : null;
  if (help) {
    const button = element('button', { type: 'button', class: 'primary' }, help.label);
    button.addEventListener('click', help.act);
    item.append(button);
  }
  return item;
};

const helpFor = (code: FaultCode, actions: FaultActions): { label: string; act: () => void } | null => {
  switch (code) {
    case 'camera-refused':
    case 'camera-unusable':
    case 'camera-busy':
    case 'camera-unplugged':
      return { label: 'Try again', act: actions.tryAgain };
    case 'camera-taken-over':
      return { label: 'Take over', act: actions.takeOver };
    case 'no-paper':
      return { label: 'Place the corners', act: actions.placeCorners };
    default:
      return null;
  }
};
