/** Which projector is spoken of, where there are several. */
import { element } from '../../server/pages/element.ts';
import { find, type Parts } from '../../server/pages/keep-parts.ts';
import type { CanvasView } from './look-at-canvas.ts';

export const showChoice = (parts: Parts, { projectors: names, projector }: CanvasView): void => {
  find('#projector-choice').hidden = names.length < 2;
  parts.show('#projector', [names, projector], () =>
    names.map((name) => {
      const option = element('option', '', name);
      option.value = name;
      option.selected = name === projector;
      return option;
    }),
  );
};
