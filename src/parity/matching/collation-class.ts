import type { Engine } from '../../core/engine.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { ColumnPair } from '../pairing/pair-schemas.ts';

/** Names under which both engines compare texts byte by byte. */
const binaryNames: ReadonlySet<string> = new Set([
  'binary',
  'default',
  'c',
  'posix',
  'ucs_basic',
  'c.utf-8',
  'c.utf8',
  'pg_c_utf8',
]);

/** Returns `binary`, `nocase`, or the name of any other collation in lower case. */
export function collationClass(collation: string): string {
  const name = lowerAscii(collation);
  return binaryNames.has(name) ? 'binary' : name;
}

/** Returns how a side compares the values of a column: `nocase` for PostgreSQL's citext too. */
export function columnCollation(column: ColumnPair, side: Engine): string {
  const { collation, type } = column[side];
  if (type.name === 'citext') return 'nocase';
  return collation === null ? 'binary' : collationClass(collation);
}
