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

/** Where the cursor stands behind the rule's first word. `column` is null among the table's rules. */
type ReadRule = (cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null) => void;

/**
 * The rules by their first word. None of these words can be part of a type without quotes, GENERATED aside:
 * https://sqlite.org/src/file/src/parse.y, what does not fall back to ID.
 */
const rules: ReadonlyMap<string, ReadRule> = new Map<string, ReadRule>([
  [
    'CONSTRAINT',
    (cursor, reading) => {
      reading.name = cursor.takeName();
    },
  ],
  ['PRIMARY', (cursor, reading, column) => readKey(cursor, reading, column, 'primary key')],
  ['UNIQUE', (cursor, reading, column) => readKey(cursor, reading, column, 'unique')],
  [
    'CHECK',
    (cursor, reading) => {
      const name = takePendingName(reading);
      reading.checks.push({ name, expression: cursor.takeGroup()?.written ?? '' });
    },
  ],
  [
    'FOREIGN',
    (cursor, reading) => {
      cursor.take('KEY');
      const columns = (cursor.takeGroup()?.takeList() ?? []).map((item) => item.takeName() ?? '');
      if (cursor.take('REFERENCES')) readReference(cursor, reading, columns);
    },
  ],
  [
    'REFERENCES',
    (cursor, reading, column) => readReference(cursor, reading, column === null ? [] : [column.name]),
  ],
  ['NOT', readNot],
  [
    'NULL',
    (_cursor, reading) => {
      reading.name = null;
    },
  ],
  ['DEFERRABLE', (cursor, reading) => readDeferrable(cursor, reading, false)],
  ['DEFAULT', readDefault],
  [
    'COLLATE',
    (cursor, reading, column) => {
      reading.name = null;
      const collation = cursor.takeName();
      if (column !== null) column.collation = collation;
    },
  ],
  ['AS', readGenerated],
]);
const tableRules: ReadonlySet<string> = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

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
    if (isAmongColumns && tableRules.has(item.word)) isAmongColumns = false;
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
  while (nameOf(cursor.token) !== null && !isAtRule(cursor)) cursor.index += 1;
  if (cursor.index > start && cursor.isAtSymbol('(')) cursor.skip();
  const end = cursor.index;
  cursor.index = start;
  return cursor.takeUntil(end).written;
}

function isAtRule(cursor: Cursor): boolean {
  const { word, tokens, index } = cursor;
  if (word === 'GENERATED')
    return isKeyword(tokens[index + 1], 'ALWAYS') && isKeyword(tokens[index + 2], 'AS');
  return word !== 'FOREIGN' && rules.has(word);
}

/** The rules behind a column, or those of the table where `column` is null. Between them there may be no comma. */
function readRules(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  while (!cursor.isAtEnd) {
    const read = rules.get(cursor.word);
    cursor.skip();
    read?.(cursor, reading, column);
  }
}

function readGenerated(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  reading.name = null;
  const expression = cursor.takeGroup()?.written ?? '';
  const stored = cursor.take('STORED');
  if (column !== null) column.generated = { expression, stored };
}

function readDefault(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  reading.name = null;
  const value = takeDefault(cursor);
  if (column !== null) column.default = value;
}

function takeDefault(cursor: Cursor): string {
  const group = cursor.takeGroup();
  if (group !== null) return group.written;
  const isSigned = cursor.isAtSymbol('+') || cursor.isAtSymbol('-');
  return cursor.takeUntil(cursor.index + (isSigned ? 2 : 1)).written;
}

function readNot(cursor: Cursor, reading: Reading, column: Writable<ColumnText> | null): void {
  if (cursor.take('DEFERRABLE')) readDeferrable(cursor, reading, true);
  else if (cursor.take('NULL')) {
    reading.name = null;
    if (column !== null) column.isNotNull = true;
  }
}

/** SQLite gives it to the key that came last, wherever it stands, and NOT DEFERRABLE INITIALLY DEFERRED is not. */
function readDeferrable(cursor: Cursor, reading: Reading, isNot: boolean): void {
  const isDeferred = cursor.take('INITIALLY', 'DEFERRED');
  cursor.take('INITIALLY', 'IMMEDIATE');
  const key = reading.foreignKeys.at(-1);
  if (key === undefined) return;
  key.deferrable = isNot ? 'no' : isDeferred ? 'initially-deferred' : 'initially-immediate';
}

function readKey(cursor: Cursor, reading: Reading, column: ColumnText | null, kind: KeyText['kind']): void {
  if (kind === 'primary key') cursor.take('KEY');
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

/** What follows REFERENCES, up to the next rule. */
function readReference(cursor: Cursor, reading: Reading, columns: readonly string[]): void {
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

function takePendingName(reading: Reading): string | null {
  const { name } = reading;
  reading.name = null;
  return name;
}
