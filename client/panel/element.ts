/** Makes one HTML or SVG element with its attributes and children: all that the panel needs of a view library. */
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
};

export const svgElement = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
};

/** null and false take an attribute away, true sets it bare; anything else is its text. What is so already is not written. */
export const setAttributes = (on: Element, attributes: Attributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === null || value === false ? null : value === true ? '' : String(value);
    if (on.getAttribute(name) === text) continue;
    if (text === null) on.removeAttribute(name);
    else on.setAttribute(name, text);
  }
};

/** Writes only what is different, so that screen readers and the browser's layout are left in peace. */
export const setText = (on: Element, text: string): void => {
  if (on.textContent !== text) on.textContent = text;
};
