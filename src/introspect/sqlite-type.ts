import type { ColumnType } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';
import { nameOf } from '../sql/sqlite-ddl/cursor.ts';
import { tokenize } from '../sql/tokenize.ts';

const known = new Map<string, ColumnType>();

/** Returns what a declared type of SQLite says. A schema has few of them, so they are kept. */
export function sqliteType(declared: string): ColumnType {
  let type = known.get(declared);
  if (type === undefined) {
    type = readType(declared);
    // Somebody may read thousands of databases.
    if (known.size < 1_000) known.set(declared, type);
  }
  return type;
}

function readType(declared: string): ColumnType {
  const words: string[] = [];
  const numbers: number[] = [];
  let depth = 0;
  let isArray = false;
  let isNegative = false;
  let end = 0;
  for (const token of tokenize('sqlite', declared)) {
    // SQLite keeps a comment between the type and GENERATED ALWAYS.
    if (token.kind !== 'comment') end = token.end;
    const name = nameOf(token);
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (token.text === '[]') isArray = true;
    else if (name !== null && depth === 0) words.push(lowerAscii(name));
    else if (token.kind === 'number' && depth > 0)
      numbers.push((isNegative ? -1 : 1) * Number(token.text.replaceAll('_', '')));
    isNegative = token.text === '-';
  }
  return {
    declared: declared.slice(0, end),
    name: words.join(' '),
    arguments: numbers,
    isArray,
    enumLabels: null,
    domain: null,
  };
}
