import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { seed } from '../../property/run-property.ts';
import { enough, isLong, length, sequences, timeout } from './effort.ts';
import { knownDifferences } from './known-differences.ts';
import { rowOperations, seedTables } from './row-operations.ts';
import { EngineDivergence, type Engines, newTally, runOperations } from './run-operations.ts';
import type { Sides } from './side.ts';

const runs = sequences({ short: 2, long: 600 });

/** Random statements made from the logical schema, below the repositories, on PostgreSQL and SQLite. */
export function describeOperations(sides: () => Sides): void {
  let engines: Engines;
  beforeAll(async () => {
    const { all, tables } = sides();
    const [first, other] = all;
    const empty = async (): Promise<void> => void (await Promise.all([first!.empty(), other!.empty()]));
    engines = { postgres: first!.raw, sqlite: other!.raw, tables, seeded: await seedTables(tables), empty };
  });

  test('every table has rows to begin with', () => {
    expect(engines.seeded).toHaveLength(29);
    for (const { plan, rows } of engines.seeded) expect(rows.length, plan.table.name).toBeGreaterThan(0);
  });

  test(
    `${runs} sequences of ${length} random statements are taken or refused alike, and leave equal rows`,
    async () => {
      const tally = newTally();
      // Nothing in place of what a counterexample can do without.
      const one = fc.option(rowOperations(engines.seeded), { freq: 1_000_000 });
      const operations = fc
        .array(one, { minLength: length, maxLength: length })
        .map((each) => each.filter((operation) => operation !== null));
      const property = fc.asyncProperty(operations, (each) => runOperations(engines, each, tally));
      const details = await fc.check(property, { seed, numRuns: runs });
      if (details.failed) {
        const repeat = `LOCKSTEP_TEST_SEED=${seed}, path ${details.counterexamplePath}, ${details.numShrinks} shrinks`;
        const [program] = details.counterexample ?? [[]];
        throw new EngineDivergence(`${String(details.errorInstance)}\n${repeat}\n${fc.stringify(program)}`);
      }
      if (isLong)
        console.log(`${tally.accepted} taken, ${tally.refused} refused, seed ${seed}; known:`, tally.known);
      expect(tally.accepted).toBeGreaterThan(tally.refused / 4);
      // A known difference that is not met any more is none.
      if (runs >= enough)
        expect([...tally.known.keys()].sort()).toEqual(knownDifferences.map(({ id }) => id).sort());
    },
    timeout,
  );
}
