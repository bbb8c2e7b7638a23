import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BareStore, bareStores, logicalColumns } from './bare-store.ts';
import { type Catalog, describeCatalog, findUnindexedForeignKeys } from './catalog.ts';
import { loadChain, scriptOf } from './chain.ts';

const { chain } = await loadChain();
const named = chain.map((migration) => [migration.id, migration] as const);

describe('after every version both engines have the same store', () => {
  const stores: BareStore[] = [];
  const seen = new Set<string>();
  beforeAll(async () => {
    for (const open of Object.values(bareStores)) stores.push(await open());
  });
  afterAll(() => Promise.all(stores.map((store) => store[Symbol.asyncDispose]())));

  test.each(named)('%s', async (_, migration) => {
    const catalogs: Catalog[] = [];
    for (const store of stores) {
      await store.apply(scriptOf(migration, store.engine));
      catalogs.push(await store.catalog());
    }
    const [postgres, ...sqlite] = catalogs.map(describeCatalog);
    expect(postgres?.length).toBeGreaterThan(300);
    for (const lines of sqlite) expect(lines).toEqual(postgres);
    expect(findUnindexedForeignKeys(catalogs[0]!)).toEqual([]);
    for (const line of postgres ?? []) {
      const timestamp = /^column (\S+) timestamp/.exec(line)?.[1];
      if (timestamp !== undefined) seen.add(timestamp);
    }
  });

  test('and the parity file names every moment of the chain, and nothing else', () => {
    expect(Object.keys(logicalColumns).sort()).toEqual([...seen].sort());
  });
});
