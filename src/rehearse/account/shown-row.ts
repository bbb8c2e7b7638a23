import { momentText } from '../../engines/moment-text.ts';
import type { LogicalName } from '../../parity/logical-type.ts';
import type { HeldTable, HeldValue } from '../snapshot/snapshot.ts';

const longestValue = 60;
const mostColumns = 3;

/** Returns a row for people: `id=7`, or its first values where it has no key. */
export function shownRow({ columns, keys }: HeldTable, row: readonly HeldValue[]): string {
  const key = keys[0] ?? columns.slice(0, mostColumns).map(({ name }) => name);
  return key
    .map((name) => {
      const at = columns.findIndex((column) => column.name === name);
      return `${name}=${shownValue(columns[at]?.meaning ?? 'other', row[at] ?? null) ?? 'NULL'}`;
    })
    .join(' ');
}

/** Returns a value for people, cut where it is long; null for NULL. */
export function shownValue(meaning: LogicalName, value: HeldValue): string | null {
  if (value === null) return null;
  const isMoment = meaning === 'timestamp' && /^-?\d{1,18}$/.test(value);
  const text = isMoment ? momentText(value) : meaning === 'bytes' ? `X'${value}'` : value;
  return text.length > longestValue ? `${text.slice(0, longestValue)}… (${text.length} characters)` : text;
}
