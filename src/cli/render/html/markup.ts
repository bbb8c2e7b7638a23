import { clean } from '../width.ts';

/** HTML that may stand in a page as it is. Only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

export type MarkupPart = string | number | Markup | null | readonly MarkupPart[];

/**
 * Returns HTML from a template: what is put into it is escaped, in text and in quoted attributes alike, unless it is HTML of
 * this function itself. Null puts in nothing, a list its parts one after the other.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  const texts = strings.map(
    (text, index) => text + (index < parts.length ? render(parts[index] ?? null) : ''),
  );
  return { markup: texts.join('') };
}

function render(part: MarkupPart): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeHtml(text: string): string {
  return clean(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}
