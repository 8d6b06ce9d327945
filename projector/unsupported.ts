/** Tells a person what keeps this page from working, in place of the light. */
export const showUnsupported = (heading: string, reasons: readonly string[], remedy: string): void => {
  const section = document.createElement('section');
  section.className = 'unsupported';
  section.setAttribute('role', 'alert');
  const title = document.createElement('h2');
  title.textContent = heading;
  const list = document.createElement('ul');
  for (const reason of reasons) list.append(Object.assign(document.createElement('li'), { textContent: reason }));
  const advice = document.createElement('p');
  advice.textContent = remedy;
  section.append(title, list, advice);
  document.body.replaceChildren(section);
};
