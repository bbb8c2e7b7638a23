import type { Engine } from '../../../core/engine.ts';
import { string } from '../../../sql/expression/build.ts';
import { plainName } from '../../../sql/expression/column-name.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import type { ExpressionContext } from '../normaliser.ts';

/** A column is known without its table; NEW and OLD tell rows apart. What SQLite took for a string is one. */
export function resolveNames(expression: Expression, { typeOf }: ExpressionContext): Expression | null {
  if (expression.kind !== 'column') return null;
  const { name, written } = expression;
  if (written !== undefined && typeOf(plainName(name)) === null) return string(written);
  const parts = name.split('.');
  const table = parts.at(-2);
  const plain = table === 'new' || table === 'old' ? parts.slice(-2).join('.') : (parts.at(-1) ?? name);
  return written === undefined && plain === name ? null : { kind: 'column', name: plain };
}

/** Collations that compare byte by byte. The database's own is the column's, and says nothing either. */
const plainCollations: Readonly<Record<Engine, ReadonlySet<string>>> = {
  postgres: new Set(['C', 'POSIX', 'C.UTF-8', 'C.utf8', 'default', 'ucs_basic', 'pg_c_utf8']),
  sqlite: new Set(['BINARY']),
};

/** SQLite never tells names apart by case. */
const collationNames: Readonly<Record<Engine, (name: string) => string>> = {
  postgres: (name) => name,
  sqlite: (name) => name.toUpperCase(),
};

/** COLLATE "C" and BINARY are left out; NOCASE and all others stay. */
export function dropCollations(expression: Expression, { engine }: ExpressionContext): Expression | null {
  if (expression.kind !== 'collate') return null;
  const collation = collationNames[engine](expression.collation);
  if (plainCollations[engine].has(collation)) return expression.arg;
  return collation === expression.collation ? null : { ...expression, collation };
}
