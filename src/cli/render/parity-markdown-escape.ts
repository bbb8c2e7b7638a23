import { clean } from './width.ts';

const special = /[\\`*_[\]<>#|~$&]|^(?:[+-]|\d+(?=[.)]))/g;

/**
 * Returns foreign text for a line of Markdown: one line, nothing of it read as Markdown or HTML, and nothing of it made into a
 * mention, a reference or a link by the site that shows it.
 */
export function escapeMarkdown(text: string): string {
  return (
    oneLine(text)
      .replace(special, (found) => entities[found] ?? (/^\d/.test(found) ? `${found}<!-- -->` : `\\${found}`))
      // A site looks for these in the text that comes out; a comment between keeps the halves apart.
      .replaceAll('@', '@<!-- -->')
      .replaceAll('\\#', '\\#<!-- -->')
      .replaceAll('://', ':<!-- -->//')
      .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}<!-- -->.`)
  );
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Returns foreign text as code in a line, as it is. Not for a cell of a table, which a `|` would end. */
export function codeMarkdown(text: string): string {
  const line = oneLine(text);
  const fence = fenceFor(line, 1);
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Returns SQL as a block of code that nothing in it can end. */
export function fenceMarkdown(sql: string): string {
  const text = clean(sql);
  const fence = fenceFor(text, 3);
  return `${fence}sql\n${text}\n${fence}`;
}

/** Returns foreign text for HTML between Markdown: one line, so that the HTML does not end. */
export function escapeInlineHtml(text: string): string {
  return oneLine(text).replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}

function oneLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, ' ').trim();
}

/** One backtick more than any run of them in the text. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(least, longest + 1));
}
