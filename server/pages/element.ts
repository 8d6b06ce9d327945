/** Makes an element with a class and children: all that the status and calibration pages need of a view library. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
};

/** A table with its headings; each cell is text or a node. */
export const table = (headings: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLTableElement => {
  const cells = (tag: 'th' | 'td', row: readonly (string | Node)[]): HTMLTableRowElement =>
    element('tr', '', ...row.map((cell) => element(tag, '', cell)));
  const head = element('thead', '', cells('th', headings));
  for (const th of head.querySelectorAll('th')) th.scope = 'col';
  return element('table', '', head, element('tbody', '', ...rows.map((row) => cells('td', row))));
};
