/** The masks by name: rename, remove. */
import { element } from '../../server/pages/element.ts';
import type { CanvasMask } from '../record.ts';
import type { MaskChange } from './change-masks.ts';

export const maskList = (
  masks: readonly CanvasMask[],
  hasRecord: boolean,
  onChange: (change: MaskChange) => void,
): HTMLElement[] => {
  if (!hasRecord) return [element('p', 'caption', 'Masks are laid on a calibration: calibrate first.')];
  if (masks.length === 0) return [];
  return [
    element(
      'ul',
      'masks',
      ...masks.map((mask, i) => {
        const name = element('input', '');
        name.type = 'text';
        name.value = mask.name;
        name.maxLength = 40;
        name.setAttribute('aria-label', `Name of mask ${i + 1}`);
        name.addEventListener('change', () => onChange({ kind: 'rename', mask, name: name.value.trim() }));
        const remove = element('button', '', 'Remove');
        remove.type = 'button';
        remove.dataset.key = `remove ${i}`;
        remove.addEventListener('click', () => onChange({ kind: 'remove', mask }));
        return element('li', '', name, element('span', 'caption', `${mask.polygon.length} corners`), remove);
      }),
    ),
  ];
};
