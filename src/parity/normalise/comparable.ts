import { lowerAscii } from '../../sql/names.ts';

/** Texts stay as they are; an apostrophe within a quoted name begins none. */
const parts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]+/g;

/** Returns a normalised text as two sides compare it: SQLite minds neither the case nor the quotes of a name. */
export function comparable(text: string): string {
  if (!/[A-Z"]/.test(text)) return text;
  return text.replace(parts, (part) => {
    if (part.startsWith("'")) return part;
    return lowerAscii(part.startsWith('"') ? part.slice(1, -1) : part);
  });
}
