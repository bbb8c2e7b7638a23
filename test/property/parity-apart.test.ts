import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import type { Schema } from '../../src/core/schema.ts';
import { acceptException } from '../../src/parity/file/accept-exception.ts';
import { compareExact } from '../../src/parity/exact/compare-exact.ts';
import { compareSchemas } from '../../src/parity/compare-schemas.ts';
import type { Comparison, Difference, ParityFile } from '../../src/parity/difference.ts';
import { parseParityFile } from '../../src/parity/file/parity-file.ts';
import { spellName } from '../../src/parity/spell-name.ts';
import { type Engines, openEngines } from './parity/engines.ts';
import { models } from './parity/generate.ts';
import type { Model } from './parity/model.ts';
import { type Mutation, mutationsOf } from './parity/mutate.ts';
import { speller } from './parity/spelling.ts';
import { writePostgres } from './parity/write-postgres.ts';
import { writeSqlite } from './parity/write-sqlite.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await openEngines();
});
afterAll(() => engines[Symbol.asyncDispose]());

const words = fc.nat({ max: 1_000_000 });

const writers: Readonly<Record<Engine, (model: Model, seed: number) => readonly string[]>> = {
  postgres: (model, words) => writePostgres(model, speller(words)),
  sqlite: (model, words) => writeSqlite(model, speller(words)).statements,
};

test(
  `one change on one side is told as what it is, and as nothing else (seed ${seed})`,
  {
    timeout: propertyTimeout,
  },
  () =>
    holds(
      fc.asyncProperty(
        models,
        fc.nat({ max: 9999 }),
        fc.constantFrom<Engine[]>('sqlite', 'postgres'),
        fc.record({ postgres: words, sqlite: words, changed: words }),
        async (model, choice, side, spelling) => {
          const possible = mutationsOf(model).filter(({ only }) => only === undefined || only === side);
          const mutation = possible[choice % possible.length]!;
          const make = (engine: Engine, of: Model, seed: number): Promise<Schema> =>
            engines[engine](writers[engine](of, seed));
          const base = {
            postgres: await make('postgres', model, spelling.postgres),
            sqlite: await make('sqlite', model, spelling.sqlite),
          };
          const changed = { ...base, [side]: await make(side, mutation.model, spelling.changed) };
          const found = await compareSchemas(changed.postgres, changed.sqlite);
          const shown = (): string =>
            [
              `${mutation.name} on ${side}: ${JSON.stringify(mutation.expected)}`,
              ...errorsOf(found).map(
                ({ id, postgres, sqlite }) => `${id}\n  ${postgres?.value}\n  ${sqlite?.value}`,
              ),
              ...writers.postgres(
                side === 'postgres' ? mutation.model : model,
                side === 'postgres' ? spelling.changed : spelling.postgres,
              ),
              ...writers.sqlite(
                side === 'sqlite' ? mutation.model : model,
                side === 'sqlite' ? spelling.changed : spelling.sqlite,
              ),
            ].join(';\n');
          if (!isTold(mutation, side, errorsOf(found))) expect.fail(shown());
          await expectStable(changed, found, base, shown);
          expect(compareExact(base[side], await make(side, model, spelling[side])), shown()).toEqual([]);
          expect(compareExact(base[side], changed[side]), shown()).not.toEqual([]);
        },
      ),
      8,
    ),
);

function errorsOf({ differences }: Comparison): readonly Difference[] {
  return differences.filter(({ severity }) => severity === 'error');
}

function isTold(mutation: Mutation, side: Engine, errors: readonly Difference[]): boolean {
  const other: Engine = side === 'postgres' ? 'sqlite' : 'postgres';
  const sides = { changed: side, other, both: 'both' } as const;
  const tables = [spellName(mutation.table), null];
  // Where one side alone has it, its own spelling stands.
  const isExpected = mutation.expected.map(
    ({ kind, lacking, object }) =>
      (difference: Difference): boolean =>
        object === null
          ? difference.kind === kind && tables.includes(difference.table)
          : difference.id.toLowerCase() === `${kind}:${sides[lacking]}:${object}`.toLowerCase(),
  );
  const isFollowing = ({ kind, table }: Difference): boolean =>
    mutation.follows.includes(kind) && tables.includes(table);
  return (
    isExpected.every((isIt) => errors.some(isIt)) &&
    errors.every((error) => isExpected.some((isIt) => isIt(error)) || isFollowing(error))
  );
}

/** The same again; everything accepted is parity; what is accepted and gone is stale, and nothing else. */
async function expectStable(
  { postgres, sqlite }: { readonly postgres: Schema; readonly sqlite: Schema },
  found: Comparison,
  base: { readonly postgres: Schema; readonly sqlite: Schema },
  shown: () => string,
): Promise<void> {
  const ids = found.differences.map(({ id }) => id);
  expect(new Set(ids).size, shown()).toBe(ids.length);
  expect((await compareSchemas(postgres, sqlite)).differences, shown()).toEqual(found.differences);
  let content: string | null = null;
  for (const difference of found.differences)
    content = acceptException(content, difference, 'a test', found.differences);
  const file: ParityFile = parseParityFile(content ?? '', 'parity.json');
  const accepting = await compareSchemas(postgres, sqlite, file);
  expect([accepting.differences, accepting.staleExceptions], shown()).toEqual([[], []]);
  const values = ({ id, postgres: one, sqlite: two }: Difference): string =>
    JSON.stringify([id, one?.value ?? null, two?.value ?? null]);
  const before = await compareSchemas(base.postgres, base.sqlite);
  const still = new Set(before.differences.map(values));
  const gone = found.differences.filter((one) => !still.has(values(one))).map(({ id }) => id);
  expect(gone, shown()).not.toEqual([]);
  const undone = await compareSchemas(base.postgres, base.sqlite, file);
  expect(undone.staleExceptions.map(({ exception }) => exception.id).toSorted(), shown()).toEqual(
    gone.toSorted(),
  );
}
