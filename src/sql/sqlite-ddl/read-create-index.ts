import { isKeyword } from '../token.ts';
import { Cursor, nameOf } from './cursor.ts';

/** What a CREATE INDEX of SQLite says that its pragmas do not. */
export interface IndexText {
  readonly keys: readonly IndexKeyText[];
  /** What follows WHERE, or null. */
  readonly predicate: string | null;
}

export interface IndexKeyText {
  /** Without ASC, DESC and NULLS at its end. */
  readonly expression: string;
  /** Without COLLATE at its end too, which may belong to the last operand only: the catalog says whose it is. */
  readonly operand: string;
  /** What that COLLATE says, or null. */
  readonly collation: string | null;
}

/** Returns what a CREATE INDEX of SQLite declares, as it is written there; no keys where it is none. Never throws. */
export function readCreateIndex(text: string): IndexText {
  const cursor = new Cursor(text);
  cursor.take('CREATE');
  cursor.take('UNIQUE');
  cursor.take('INDEX');
  cursor.take('IF', 'NOT', 'EXISTS');
  cursor.takeQualifiedName();
  cursor.take('ON');
  cursor.takeName();
  const keys = (cursor.takeGroup()?.takeList() ?? []).map(readKey);
  const predicate = cursor.take('WHERE') ? cursor.takeUntil(cursor.tokens.length).written : null;
  return { keys, predicate };
}

function readKey(cursor: Cursor): IndexKeyText {
  const { tokens } = cursor;
  let end = tokens.length;
  if (isKeyword(tokens[end - 1], 'FIRST', 'LAST') && isKeyword(tokens[end - 2], 'NULLS')) end -= 2;
  if (isKeyword(tokens[end - 1], 'ASC', 'DESC')) end -= 1;
  const expression = cursor.takeUntil(end).written;
  if (!isKeyword(tokens[end - 2], 'COLLATE')) return { expression, operand: expression, collation: null };
  cursor.index = 0;
  const operand = cursor.takeUntil(end - 2).written;
  return { expression, operand, collation: nameOf(tokens[end - 1]) };
}
