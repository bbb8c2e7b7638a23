import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Expression } from '../../src/sql/expression/expression.ts';
import { readSqliteExpression } from '../../src/sql/expression/read-sqlite.ts';
import { toSqlite } from './expression-to-sqlite.ts';
import { sqliteText, table } from './sqlite-expressions.ts';

const database = new Database(':memory:');
database.exec(table);
afterAll(() => database.close());

const runs = 1500;

/** The values of an expression in every row; null where SQLite refuses it. */
function valuesOf(text: string): readonly unknown[] | null {
  try {
    return database.prepare(`SELECT quote(${text}) FROM t`).pluck().all();
  } catch {
    return null;
  }
}

test('a text and its tree with every part in parentheses have the same values: SQLite binds as the reader does', () => {
  let compared = 0;
  fc.assert(
    fc.property(sqliteText, (text) => {
      const values = valuesOf(text);
      fc.pre(values !== null);
      compared += 1;
      expect(valuesOf(resolved(text))).toEqual(values);
    }),
    { numRuns: runs },
  );
  expect(compared).toBeGreaterThan(runs / 2);
});

/** What is in double quotes and names no column is a string. */
function resolved(text: string): string {
  return toSqlite(withStrings(readSqliteExpression(text)));
}

function withStrings(expression: Expression): Expression {
  const json = JSON.stringify(expression, (_key, value: unknown) => {
    const part = value as Partial<Extract<Expression, { kind: 'column' }>> | null;
    return part?.written === 'no column' ? { kind: 'string', value: part.written } : value;
  });
  return JSON.parse(json.replaceAll('"name":"t.a"', '"name":"a"')) as Expression;
}
