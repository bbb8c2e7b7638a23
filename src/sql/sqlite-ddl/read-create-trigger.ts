import { isKeyword } from '../token.ts';
import { Cursor } from './cursor.ts';

/** What a CREATE TRIGGER of SQLite says: no pragma tells anything of it. */
export interface TriggerText {
  readonly timing: 'before' | 'after' | 'instead of';
  /** Null where the text is no trigger's. */
  readonly event: 'insert' | 'update' | 'delete' | null;
  /** UPDATE OF these; empty for all. */
  readonly columns: readonly string[];
  readonly when: string | null;
}

const events = ['insert', 'update', 'delete'] as const;

/** Returns when a trigger of SQLite fires. Never throws. */
export function readCreateTrigger(text: string): TriggerText {
  const cursor = new Cursor(text);
  cursor.take('CREATE');
  if (cursor.isAt('TEMP', 'TEMPORARY')) cursor.skip();
  cursor.take('TRIGGER');
  cursor.take('IF', 'NOT', 'EXISTS');
  cursor.takeQualifiedName();
  const timing = takeTiming(cursor);
  const event = events.find((name) => cursor.take(name.toUpperCase())) ?? null;
  const columns = event === 'update' && cursor.take('OF') ? takeNames(cursor) : [];
  cursor.take('ON');
  cursor.takeQualifiedName();
  cursor.take('FOR', 'EACH', 'ROW');
  const when = cursor.take('WHEN') ? cursor.takeUntil(findBody(cursor)).written : null;
  return { timing, event, columns, when };
}

function takeTiming(cursor: Cursor): TriggerText['timing'] {
  if (cursor.take('AFTER')) return 'after';
  if (cursor.take('INSTEAD', 'OF')) return 'instead of';
  cursor.take('BEFORE');
  return 'before';
}

function takeNames(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  do {
    const name = cursor.takeName();
    if (name !== null) names.push(name);
  } while (cursor.takeSymbol(','));
  return names;
}

/** BEGIN may be a column's name too, but then no statement follows it. */
function findBody({ tokens, index }: Cursor): number {
  for (let place = index; place < tokens.length; place += 1) {
    if (!isKeyword(tokens[place], 'BEGIN')) continue;
    if (isKeyword(tokens[place + 1], 'INSERT', 'UPDATE', 'DELETE', 'SELECT', 'REPLACE', 'WITH')) return place;
  }
  return tokens.length;
}
