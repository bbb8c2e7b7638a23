import { lowerAscii } from '../../sql/names.ts';

/** Returns a normalised text as two sides compare it: SQLite minds neither the case nor the quotes of a name. */
export function comparable(text: string): string {
  if (!/[A-Z"]/.test(text)) return text;
  return text
    .split(/('(?:[^']|'')*')/)
    .map((part, position) => (position % 2 === 1 ? part : lowerAscii(part).replaceAll('"', '')))
    .join('');
}
