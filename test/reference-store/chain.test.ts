import { parse } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import { bareStores } from './bare-store.ts';
import { loadChain, scriptOf } from './chain.ts';

const { chain } = await loadChain();
const named = chain.map((migration) => [migration.id, migration] as const);

describe('the reference store’s migrations', () => {
  test('are V17 to V24, reference data behind V21 and a backfill that V24 waits for', () => {
    expect(chain.map(({ id, category }) => `${id} ${category}`)).toEqual([
      'V17 startup',
      'V18 startup',
      'V19 startup',
      'V20 startup',
      'V21 startup',
      'S001 seed',
      'V22 startup',
      'V23 startup',
      'DM001 data',
      'V24 release',
    ]);
    expect(chain.at(-1)?.requires).toEqual(['DM001']);
  });

  test.each(named)('%s says on both sides what the other engine does', (_, migration) => {
    expect(scriptOf(migration, 'postgres').text).toMatch(/^-- .*SQLite|^-- [^;]*\n-- .*SQLite/m);
    expect(scriptOf(migration, 'sqlite').text).toMatch(/^-- .*PostgreSQL/m);
  });

  test.each(named)('%s is PostgreSQL to PostgreSQL’s own parser', async (_, migration) => {
    const { stmts } = await parse(scriptOf(migration, 'postgres').text);
    expect(stmts?.length).toBeGreaterThan(0);
  });

  test.each(Object.keys(bareStores))('apply one by one to an empty database on %s', async (driver) => {
    await using store = await bareStores[driver]!();
    const counts: number[] = [];
    for (const migration of chain) {
      await store.apply(scriptOf(migration, store.engine));
      counts.push((await store.catalog()).tables.length);
    }
    expect(counts).toEqual([28, 29, 30, 30, 29, 29, 29, 29, 29, 29]);
  });
});
