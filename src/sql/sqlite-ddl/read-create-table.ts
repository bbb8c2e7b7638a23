import { isKeyword } from '../token.ts';
import { Cursor, nameOf } from './cursor.ts';
import type { CheckText, ColumnText, ForeignKeyText, KeyText, TableText } from './table-text.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is read so far. `name` is what CONSTRAINT said: it is the next rule's. */
interface Reading {
  readonly columns: Writable<ColumnText>[];
  readonly keys: Writable<KeyText>[];
  readonly foreignKeys: Writable<ForeignKeyText>[];
  readonly checks: CheckText[];
  name: string | null;
}

/** None of them can be a type's name: https://sqlite.org/src/file/src/parse.y, what does not fall back to ID. */
const columnRules = [
  'CONSTRAINT',
  'DEFAULT',
  'NULL',
  'NOT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'REFERENCES',
  'COLLATE',
  'AS',
  'DEFERRABLE',
];
const tableRules = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'];

/**
 * Returns what a CREATE TABLE of SQLite declares, as it is written there. Never throws: what SQLite would not take is
 * passed over.
 */
export function readCreateTable(text: string): TableText {
  const cursor = new Cursor(text);
  const reading: Reading = { columns: [], keys: [], foreignKeys: [], checks: [], name: null };
  cursor.take('CREATE');
  if (cursor.isAt('TEMP', 'TEMPORARY')) cursor.skip();
  cursor.take('TABLE');
  cursor.take('IF', 'NOT', 'EXISTS');
  cursor.takeQualifiedName();
  let isAmongColumns = true;
  for (const item of cursor.takeGroup()?.takeList() ?? []) {
    reading.name = null;
    if (isAmongColumns && item.isAt(...tableRules)) isAmongColumns = false;
    if (isAmongColumns) readColumn(item, reading);
    else readRules(item, reading, null);
  }
  const { columns, keys, foreignKeys, checks } = reading;
  return { columns, keys, foreignKeys, checks };
}

function readColumn(cursor: Cursor, reading: Reading): void {
  const name = cursor.takeName();
  if (name === null) return;
  const column: Writable<ColumnText> = {
    name,
    type: takeType(cursor),
    isNotNull: false,
    default: null,
    collation: null,
    generated: null,
  };
  reading.columns.push(column);
  readRules(cursor, reading, column);
}

/** Words, and one pair of parentheses behind them. `GENERATED ALWAYS` is none of them where AS follows. */
function takeType(cursor: Cursor): string {
  const start = cursor.index;
  let end = start;
  for (;;) {
    const token = cursor.tokens[end];
    if (nameOf(token) === null || isKeyword(token, ...columnRules)) break;
    if (isKeyword(token, 'GENERATED') && isKeyword(cursor.tokens[end + 1], 'ALWAYS')) {
      if (isKeyword(cursor.tokens[end + 2], 'AS')) break;
    }
    end += 1;
  }
  cursor.index = end;
  if (end > start && cursor.isAtSymbol('(')) cursor.skip();
  const stop = cursor.index;
  cursor.index = start;
  return cursor.takeUntil(stop).written;
}

/** The rules behind a column, or those of the table where `column` is null. Between them there may be no comma. */
function readRules(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  while (!cursor.isAtEnd) {
    if (cursor.take('CONSTRAINT')) reading.name = cursor.takeName();
    else if (cursor.take('PRIMARY', 'KEY')) readKey(cursor, reading, column, 'primary key');
    else if (cursor.take('UNIQUE')) readKey(cursor, reading, column, 'unique');
    else if (cursor.take('CHECK')) {
      reading.checks.push({ name: takePendingName(reading), expression: cursor.takeGroup()?.written ?? '' });
    } else if (cursor.take('FOREIGN', 'KEY')) readReference(cursor, reading, takeNames(cursor));
    else if (cursor.isAt('REFERENCES')) readReference(cursor, reading, column === null ? [] : [column.name]);
    else if (cursor.isAt('DEFERRABLE', 'NOT', 'NULL')) readNotOrDeferrable(cursor, reading, column);
    else if (column === null || !readColumnRule(cursor, reading, column)) cursor.skip();
  }
}

/** True where one was here. */
function readColumnRule(cursor: Cursor, reading: Reading, column: Writable<ColumnText>): boolean {
  if (cursor.take('DEFAULT')) column.default = takeDefault(cursor);
  else if (cursor.take('COLLATE')) column.collation = cursor.takeName();
  else if (cursor.take('GENERATED', 'ALWAYS', 'AS') || cursor.take('AS')) {
    const expression = cursor.takeGroup()?.written ?? '';
    column.generated = { expression, stored: cursor.take('STORED') };
    cursor.take('VIRTUAL');
  } else return false;
  reading.name = null;
  return true;
}

function takeDefault(cursor: Cursor): string {
  const group = cursor.takeGroup();
  if (group !== null) return group.written;
  const isSigned = cursor.isAtSymbol('+') || cursor.isAtSymbol('-');
  return cursor.takeUntil(cursor.index + (isSigned ? 2 : 1)).written;
}

function readNotOrDeferrable(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  const isNot = cursor.take('NOT');
  if (cursor.take('NULL')) {
    if (isNot && column !== null) column.isNotNull = true;
    reading.name = null;
  } else if (cursor.take('DEFERRABLE')) {
    const isDeferred = cursor.take('INITIALLY', 'DEFERRED');
    cursor.take('INITIALLY', 'IMMEDIATE');
    // SQLite gives it to the key that came last, wherever it stands, and NOT DEFERRABLE INITIALLY DEFERRED is not.
    const key = reading.foreignKeys.at(-1);
    if (key !== undefined)
      key.deferrable = isNot ? 'no' : isDeferred ? 'initially-deferred' : 'initially-immediate';
  } else if (!isNot) cursor.skip();
}

function readKey(cursor: Cursor, reading: Reading, column: ColumnText | null, kind: KeyText['kind']): void {
  const group = column === null ? cursor.takeGroup() : null;
  const items = group?.takeList() ?? [];
  const parts = items.map(readKeyPart);
  const key: Writable<KeyText> = {
    kind,
    name: takePendingName(reading),
    columns: column === null ? parts.map(({ name }) => name) : [column.name],
    collations: column === null ? parts.map(({ collation }) => collation) : [null],
    isAutoincrement: items.at(-1)?.tokens.some((token) => isKeyword(token, 'AUTOINCREMENT')) ?? false,
  };
  if (cursor.isAt('ASC', 'DESC')) cursor.skip();
  if (cursor.take('ON', 'CONFLICT')) cursor.skip();
  if (cursor.take('AUTOINCREMENT')) key.isAutoincrement = true;
  reading.keys.push(key);
}

function readKeyPart(cursor: Cursor): { readonly name: string; readonly collation: string | null } {
  // Parentheses around a name mean nothing.
  while (cursor.takeSymbol('('));
  const name = cursor.takeName() ?? '';
  while (cursor.takeSymbol(')'));
  return { name, collation: cursor.take('COLLATE') ? cursor.takeName() : null };
}

/** REFERENCES and what follows it, up to the next rule. */
function readReference(cursor: Cursor, reading: Reading, columns: readonly string[]): void {
  cursor.take('REFERENCES');
  reading.foreignKeys.push({
    name: takePendingName(reading),
    columns,
    target: cursor.takeName() ?? '',
    deferrable: 'no',
  });
  cursor.takeGroup();
  for (;;) {
    if (cursor.take('MATCH')) cursor.skip();
    else if (cursor.take('ON')) {
      cursor.skip();
      // SET NULL, SET DEFAULT and NO ACTION are two words.
      if (cursor.isAt('SET', 'NO')) cursor.skip();
      cursor.skip();
    } else return;
  }
}

function takeNames(cursor: Cursor): readonly string[] {
  return (cursor.takeGroup()?.takeList() ?? []).map((item) => item.takeName() ?? '');
}

function takePendingName(reading: Reading): string | null {
  const { name } = reading;
  reading.name = null;
  return name;
}
