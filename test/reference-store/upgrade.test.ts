import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BareStore, bareStores, type PlainRow } from './bare-store.ts';
import { describeCatalog } from './catalog.ts';
import { loadChain, scriptOf } from './chain.ts';
import { baselineRows } from './fixture/baseline.ts';
import { laterRows } from './fixture/later.ts';
import { ids, mostCents } from './fixture/values.ts';
import { plainRow, type Rows } from './rows.ts';

const { chain } = await loadChain();
const merged = ['user_budgets', 'team_budgets'];

async function write(store: BareStore, tables: Rows): Promise<void> {
  for (const [table, rows] of tables) for (const row of rows) await store.insert(table, row);
}

/** V17 with rows in every table, brought to the head; further rows come in as versions make room for them. */
async function upgrade(store: BareStore): Promise<void> {
  for (const migration of chain) {
    await store.apply(scriptOf(migration, store.engine));
    if (migration.id === 'V17') await write(store, baselineRows);
    await write(store, laterRows[migration.id] ?? []);
    expect(await store.countOrphans(), migration.id).toBe(0);
  }
}

describe.each(Object.keys(bareStores))('a populated store comes from V17 to the head on %s', (driver) => {
  let store: BareStore;
  beforeAll(async () => {
    store = await bareStores[driver]!();
    await upgrade(store);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  test('the fixture has rows in every table of V17', async () => {
    await using empty = await bareStores[driver]!();
    await empty.apply(scriptOf(chain[0]!, empty.engine));
    const tables = (await empty.catalog()).tables.map(({ name }) => name).sort();
    expect(baselineRows.map(([table]) => table).sort()).toEqual(tables);
  });

  const given = new Map<string, PlainRow[]>();
  for (const rows of [baselineRows, ...Object.values(laterRows)]) {
    for (const [table, list] of rows) given.set(table, [...(given.get(table) ?? []), ...list.map(plainRow)]);
  }

  test('every row is there, with every value', async () => {
    for (const [table, rows] of given) {
      if (merged.includes(table)) continue;
      const kept = (await store.rows(table)).filter((row) => !isReferenceData(row));
      expect(kept, table).toHaveLength(rows.length);
      for (const row of rows)
        expect(kept, table).toContainEqual(expect.objectContaining(changed(table, row)));
    }
  });

  test('new columns have their defaults', async () => {
    expect((await store.rows('routes')).map((row) => row['profile_mode'])).toEqual(['strict', 'strict']);
  });

  test('the budgets of users and teams are in one table, in micros', async () => {
    expect(await store.rows('budgets')).toEqual(
      merged
        .flatMap((table) => given.get(table)!)
        .map(({ soft_limit_cents, hard_limit_cents, spent_cents, ...row }) => ({
          user_id: null,
          team_id: null,
          ...row,
          soft_limit_micros: micros(soft_limit_cents),
          hard_limit_micros: micros(hard_limit_cents),
          spent_micros: micros(spent_cents),
        })),
    );
  });

  test('every line of the ledger has the exact worth of its cents, or the micros that it was posted with', async () => {
    const costs = (await store.rows('usage_ledger')).map((row) => row['cost_micros']);
    expect(costs).toEqual([30_000, -20_000, mostCents * 10_000, 0, 4_200, 70_000]);
  });

  test('reference data is there, and what the operator had set stayed', async () => {
    const settings = await store.rows('settings');
    expect(settings).toHaveLength(6);
    expect(settings.find(({ name }) => name === 'log.keep_days')?.['value']).toEqual({ json: 14 });
    expect((await store.rows('providers')).map(({ slug }) => slug)).toEqual([
      'upstream',
      'openai',
      'anthropic',
      'ollama',
    ]);
  });

  test('the schema is that of a clean install', async () => {
    await using clean = await bareStores[driver]!();
    for (const migration of chain) await clean.apply(scriptOf(migration, clean.engine));
    expect(describeCatalog(await store.catalog())).toEqual(describeCatalog(await clean.catalog()));
  });

  test('rebuilt parents still take their children along, and the ledger still holds its parents', async () => {
    await store.run(`DELETE FROM request_log WHERE id = '${ids.request}'`);
    expect(await store.rows('request_attempts')).toEqual([]);
    expect((await store.rows('request_tags')).map((row) => row['request_id'])).toEqual([ids.backwardRequest]);
    await expect(store.run(`DELETE FROM api_keys WHERE id = '${ids.userKey}'`)).rejects.toThrow(
      /foreign key|FOREIGN KEY/,
    );
  });
});

function micros(cents: unknown): number | null {
  return cents === null ? null : Number(cents) * 10_000;
}

/** S001's providers have ids of their own, its settings nobody who set them. */
function isReferenceData(row: PlainRow): boolean {
  return String(row['id']).startsWith('0b9f6a52-') || row['updated_by'] === null;
}

/** What the chain makes of a row on purpose. */
function changed(table: string, row: PlainRow): PlainRow {
  if (table === 'usage_ledger') {
    const { cost_cents: cents, ...rest } = row;
    return { cost_micros: micros(cents), ...rest };
  }
  const backward = table === 'request_log' && String(row['finished_at'] ?? '~') < String(row['started_at']);
  return backward ? { ...row, finished_at: row['started_at'] } : row;
}
