import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/modules/parse-address.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { seed } from '../../property/run-property.ts';
import type { Mutant } from './mutant.ts';
import { allMutants, sampleMutants } from './mutants.ts';
import { countsOf, mutationPage, writePage } from './page.ts';
import { type Outcome, runMutants } from './run-mutants.ts';
import { scoreOf, summarise } from './score.ts';
import { readStore, type Store } from './store.ts';
import { explain, survivors } from './survivors.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

/** All of them take minutes: `npm test` runs this many, no two of one kind. */
const sampleSize = 24;

describe('one thing changed in the reference store on SQLite', () => {
  let store: Store;
  let mutants: readonly Mutant[];
  let kinds: readonly string[];
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    const database = await createPostgresDatabase();
    store = await readStore(parseAddress(database.url, { folder: '/' }));
    await database.drop();
    mutants = allMutants(store);
    kinds = [...new Set(mutants.map(({ kind }) => kind))];
  });

  test('nothing changed is no difference', async () => {
    const statements = store.sqlite.map(({ words }) => words.join(' '));
    const unchanged: Mutant = { kind: 'none', object: '', column: null, change: '', statements };
    const found = (await Array.fromAsync(runMutants(store, [unchanged]))).map((outcome) => outcome.found);
    expect(found).toEqual([[]]);
  });

  test('there are at least 200 ways to do it', () => {
    expect(mutants.length).toBeGreaterThan(200);
    expect(kinds.length).toBeGreaterThan(50);
    expect(new Set(mutants.map(({ statements }) => statements.join(';'))).size).toBe(mutants.length);
  });

  test(
    'the comparison finds it, or says why it need not',
    async () => {
      const chosen = isLong ? mutants : sampleMutants(mutants, sampleSize, seed);
      for await (const outcome of runMutants(store, chosen)) outcomes.push(outcome);
      console.log(summarise(scoreOf(outcomes, store)));
      const missed = outcomes
        .filter(({ outcome, mutant }) => outcome === 'survived' && explain(mutant, store) === undefined)
        .map(({ mutant: { kind, object, change } }) => `${kind}: ${object}: ${change}`);
      expect(missed).toEqual([]);
    },
    isLong ? 900_000 : 30_000,
  );

  test.runIf(isLong)('every explanation is of something that was not found', () => {
    const used = outcomes.flatMap(({ outcome, mutant }) =>
      outcome === 'survived' ? [explain(mutant, store)] : [],
    );
    expect(survivors.filter((survivor) => !used.includes(survivor))).toEqual([]);
  });

  test('docs/parity-mutation.md has the figures of the last run', async () => {
    const page = await readFile(mutationPage, 'utf8');
    if (isLong) expect(writePage(page, scoreOf(outcomes, store))).toBe(page);
    const counts = Object.entries(Object.groupBy(mutants, ({ kind }) => kind));
    expect(countsOf(page)).toEqual(Object.fromEntries(counts.map(([kind, list]) => [kind, list?.length])));
  });
});
