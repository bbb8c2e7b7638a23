import { expect, test } from 'vitest';
import { timed } from '../../bench/parity/timed.ts';
import { tables } from '../../bench/parity/store.ts';
import type { Schema } from '../../src/core/schema.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { compareWith } from '../../src/parity/compare-with.ts';
import { emptyParityFile } from '../../src/parity/difference.ts';
import { createNormaliser } from '../../src/parity/normalise/create-normaliser.ts';
import { openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { useIntrospection } from '../introspect/postgres-fixture.ts';

const f = useIntrospection();

const rounds = 12;

/**
 * Milliseconds of the processor, ten times of what the work takes: 7 and 80 where nothing else runs. Twice as many tables
 * take twice as long, with room for what a busy machine adds.
 */
const allowed = { reading: 100, comparing: 1_000, growth: 3 };

test('200 tables are read and compared in a fraction of a second, twice as many in twice that', async () => {
  const small = await measure(200);
  const large = await measure(400);
  console.log(
    [small, large]
      .map(
        (each) =>
          `${each.tables} tables: SQLite read in ${each.reading.toFixed(0)} ms, compared in ${each.comparing.toFixed(0)} ms`,
      )
      .join('\n'),
  );
  expect(small.reading).toBeLessThan(allowed.reading);
  expect(small.comparing).toBeLessThan(allowed.comparing);
  expect(large.reading / small.reading).toBeLessThan(allowed.growth);
  expect(large.comparing / small.comparing).toBeLessThan(allowed.growth);
}, 120_000);

async function measure(
  count: number,
): Promise<{ readonly tables: number; readonly reading: number; readonly comparing: number }> {
  const store = tables(count);
  await f.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const postgres: Schema = await f.declare(store.postgres.join(';\n'));
  const server = await openSqliteScratch();
  const sqlite = await server.create();
  try {
    await sqlite.execute(store.sqlite);
    const reading: number[] = [];
    const comparing: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const read = await timed(() => introspectSession(sqlite.session));
      const normaliser = await createNormaliser();
      const compared = await timed(() => compareWith(normaliser, postgres, read.value, emptyParityFile));
      expect(compared.value.tables).toHaveLength(count);
      expect(compared.value.differences.filter(({ severity }) => severity === 'error')).toEqual([]);
      reading.push(read.cpuMs);
      comparing.push(compared.cpuMs);
    }
    return { tables: count, reading: Math.min(...reading), comparing: Math.min(...comparing) };
  } finally {
    await sqlite[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
}
