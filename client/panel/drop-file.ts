/** Lets somebody pick or drop a video file for `source=video`. */
import { element } from './element.ts';

export interface FileChooser {
  readonly root: HTMLElement;
}

export const createFileChooser = (onFile: (file: File) => void): FileChooser => {
  const input = element('input', { type: 'file', accept: 'video/*', 'aria-label': 'Video file' });
  const root = element(
    'section',
    { class: 'chooser' },
    element('p', {}, 'Drop a video here, or pick one. It is played on this page only and goes nowhere.'),
    input,
  );
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  input.addEventListener('change', () => take(input.files));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
  return { root };
};
