import { expect, test } from 'vitest';
import { schemaSql } from '../../src/engines/postgres/schema-sql.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { useIntrospection } from '../introspect/postgres-fixture.ts';
import { largePostgresSchema } from '../introspect/postgres-large.ts';

const f = useIntrospection();

const rounds = 30;

/** What the model may take in the time of the query alone. */
const allowed = 1.3;

test('200 tables: the model takes little longer than the query', async () => {
  const { sql: declarations, ...rest } = largePostgresSchema(200);
  const { tables } = await f.declare(declarations);
  const sum = (count: (table: (typeof tables)[number]) => number): number =>
    tables.reduce((total, table) => total + count(table), 0);
  expect({
    tables: tables.length,
    columns: sum((table) => table.columns.length),
    indexes: sum((table) => table.indexes.length),
    foreignKeys: sum((table) => table.foreignKeys.length),
    checks: sum((table) => table.checks.length),
  }).toEqual(rest);

  const sql = schemaSql({ schemas: ['public'], leftOut: [] });
  const bare: number[] = [];
  const whole: number[] = [];
  // By turns, so that a busy moment hits both.
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await millisecondsOf(() => f.session.query(sql, 'public')));
    whole.push(await millisecondsOf(() => introspectSession(f.session)));
  }
  const ratio = median(whole) / median(bare);
  console.log(
    `query ${figures(bare)}, model ${figures(whole)}: ${ratio.toFixed(2)} of the query (milliseconds: least, median)`,
  );
  expect(ratio).toBeLessThan(allowed);
});

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function figures(times: readonly number[]): string {
  return `${Math.min(...times).toFixed(1)} ${median(times).toFixed(1)}`;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
