import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine.ts';
import { createNormaliser } from '../../../src/parity/normalise/create-normaliser.ts';
import type { ExpressionContext } from '../../../src/parity/normalise/normaliser.ts';
import { mapParts } from '../../../src/parity/normalise/rewrite.ts';
import { call, string } from '../../../src/sql/expression/build.ts';
import type { Expression } from '../../../src/sql/expression/expression.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { toSqlite } from '../../sql/expression-to-sqlite.ts';
import { commonColumns, commonCondition, commonRows, commonTable } from './common-expressions.ts';

const normaliser = await createNormaliser();
const sqlite = new Database(':memory:');
sqlite.exec(`${commonTable('REAL')}; ${commonRows}`);
afterAll(() => sqlite.close());

function contextOf(engine: Engine): ExpressionContext {
  const types: Readonly<Record<string, (typeof commonColumns)[keyof typeof commonColumns]>> = commonColumns;
  return {
    engine,
    typeOf: (name) => (types[name] === undefined ? null : { name: types[name], unit: null }),
  };
}

/** In the normal form a backslash escapes; SQLite must be told. */
function withEscapes(expression: Expression): Expression {
  return mapParts(
    expression.kind === 'call' && expression.name === 'like'
      ? call('like', ...expression.args, string('\\'))
      : expression,
    withEscapes,
  );
}

function valuesOf(text: string): readonly unknown[] {
  return sqlite.prepare(`SELECT ${text} FROM t`).pluck().all();
}

test('a condition and its normal form have the same values in every row: no rule changes what it says', () => {
  fc.assert(
    fc.property(commonCondition, (text) => {
      const { expression } = normaliser.expression(text, contextOf('sqlite'));
      const normal = toSqlite(withEscapes(expression));
      expect({ normal, values: valuesOf(normal) }).toEqual({ normal, values: valuesOf(text) });
    }),
    { numRuns: 700 },
  );
});

test('a condition as SQLite keeps it and as PostgreSQL prints it come to one text', async () => {
  const texts = [...new Set(fc.sample(commonCondition, 60))];
  const { url, drop } = await createPostgresDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(commonTable('DOUBLE PRECISION'));
    const checks = texts.map((text, index) => `ADD CONSTRAINT c${index} CHECK (${text})`);
    await client.query(`ALTER TABLE t ${checks.join(', ')}`);
    const { rows } = await client.query<{ name: string; text: string }>(
      "SELECT conname AS name, pg_get_expr(conbin, conrelid) AS text FROM pg_constraint WHERE contype = 'c'",
    );
    const printed = new Map(rows.map(({ name, text }) => [name, text]));
    const show = (text: string, engine: Engine): readonly string[] =>
      normaliser.conditions(text, contextOf(engine)).map((part) => part.text);
    const wrong = texts
      .map((sqlite, index) => ({ sqlite, postgres: printed.get(`c${index}`) ?? '' }))
      .map((pair) => ({
        ...pair,
        first: show(pair.sqlite, 'sqlite'),
        second: show(pair.postgres, 'postgres'),
      }))
      .filter(({ first, second }) => JSON.stringify(first) !== JSON.stringify(second));
    expect(wrong.slice(0, 3)).toEqual([]);
  } finally {
    await client.end();
    await drop();
  }
});
