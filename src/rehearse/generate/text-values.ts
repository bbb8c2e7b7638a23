import type { Random } from './random.ts';
import type { ColumnLimits, ColumnPlan } from './table-plan.ts';
import { uuidText } from './uuid-text.ts';

/** Texts that have broken something somewhere: empty, blank, quotes, other planes, combining marks, words that look like values. */
const texts: readonly string[] = [
  'it\'s "quoted" \\ and %like_',
  '',
  '\u{1f600}\u{10348}',
  ' ',
  'e\u0301\u00e9\u00df\u0130',
  'line\nbreak\ttab',
  'NULL',
  '0',
  '-1',
  'true',
  '2024-02-29T00:00:00.000Z',
  'X',
];

/** Longer than any index takes: only where nothing must be unique. */
const longText = 'long '.repeat(400);

/** Returns boundary texts of a column: those above, and the longest that it takes. */
export function textBoundaries({ limits, isUnique }: ColumnPlan): readonly string[] {
  const { longest } = limits;
  if (longest === null) return isUnique ? texts : [...texts, longText];
  return [
    ...texts,
    fill(limits, 'm'.repeat(longest)),
    fill(limits, '\u{1f600}'.repeat(Math.min(longest, 1_000))),
  ];
}

/** Returns the text as the limits take it: cut, folded, with its prefix; it is the text itself where it fits. */
export function fittingText(limits: ColumnLimits, text: string): string {
  const made = fill(limits, text);
  return [...made].length < limits.shortest ? '' : made;
}

function fill({ prefix, isLower, isUpper, longest }: ColumnLimits, text: string): string {
  const begun = text.startsWith(prefix) ? text : `${prefix}${text}`;
  const folded = isLower ? begun.toLowerCase() : isUpper ? begun.toUpperCase() : begun;
  return longest === null ? folded : [...folded].slice(0, longest).join('');
}

/** Returns a text that no other row is likely to have: of its length where that is fixed. */
export function freshText({ limits }: ColumnPlan, serial: number, random: Random): string {
  const { shortest, longest } = limits;
  if (shortest === 36 && longest === 36) return uuidText(serial, random);
  const room = longest ?? 40;
  const number = serial.toString(36);
  // What counts up comes first, so that a short column does not lose it.
  const word = `${number}${['a', '-b', '.c', ' d\u00e9'][serial % 4] ?? ''}`;
  const isPlain = limits.isLower || limits.isUpper || room < 12;
  const text = fill(limits, `${limits.prefix}${isPlain ? number.padStart(2, 'r') : word}`);
  const missing = shortest - [...text].length;
  return missing > 0 ? fill(limits, `${text}${'0'.repeat(missing)}`) : text;
}
