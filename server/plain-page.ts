/** A page that needs no build: for errors, when the built pages themselves may be what is missing. */

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

/** Self-contained HTML: a title, paragraphs, and links where some are given. */
export const plainPage = (
  title: string,
  paragraphs: readonly string[],
  links: readonly { readonly path: string; readonly purpose: string }[] = [],
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Inklight</title>
<style>
  html { background: #0b0a09; color: #d9cfbd; font: 1rem/1.55 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 38rem; padding: 16vh 1.5rem; }
  h1 { margin: 0 0 1.5rem; color: #f6efe0; font: 400 2.5rem/1.12 "Iowan Old Style", Palatino, Georgia, "DejaVu Serif", serif; }
  a { color: #ffd08a; } li { margin: .4rem 0; } ul { padding: 0; list-style: none; }
</style>
<h1>${escaped(title)}</h1>
${paragraphs.map((p) => `<p>${escaped(p)}</p>`).join('\n')}
${links.length > 0 ? `<ul>${links.map((l) => `<li><a href="${l.path}">${l.path}</a> ${escaped(l.purpose)}</li>`).join('')}</ul>` : ''}
</html>
`;
