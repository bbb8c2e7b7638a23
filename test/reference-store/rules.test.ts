import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BareStore, bareStores } from './bare-store.ts';
import { loadChain, scriptOf } from './chain.ts';
import { baselineRows } from './fixture/baseline.ts';
import { laterRows } from './fixture/later.ts';
import { ids, uuid } from './fixture/values.ts';

const { chain } = await loadChain();

/** A populated store, brought up to a version. */
async function openAt(driver: string, last: string): Promise<BareStore> {
  const store = await bareStores[driver]!();
  for (const migration of chain) {
    await store.apply(scriptOf(migration, store.engine));
    const rows = migration.id === 'V17' ? baselineRows : (laterRows[migration.id] ?? []);
    for (const [table, list] of rows) for (const row of list) await store.insert(table, row);
    if (migration.id === last) break;
  }
  return store;
}

const drivers = Object.keys(bareStores);
const line = `WHERE id = '${ids.line}'`;
const refused = /append-only/;

describe.each(drivers)('the ledger is append-only on %s', (driver) => {
  test.each(['V17', 'V23', 'V24'])('at %s: no line is changed or deleted', async (version) => {
    await using store = await openAt(driver, version);
    await expect(store.run(`UPDATE usage_ledger SET output_tokens = 0 ${line}`)).rejects.toThrow(refused);
    await expect(store.run(`DELETE FROM usage_ledger ${line}`)).rejects.toThrow(refused);
    await expect(store.run('DELETE FROM usage_ledger')).rejects.toThrow(refused);
    if (store.engine === 'postgres') {
      await expect(store.run('TRUNCATE usage_ledger CASCADE')).rejects.toThrow(refused);
    }
  });

  test('before the backfill a line takes the exact worth of its cents, once, and nothing else', async () => {
    await using store = await openAt(driver, 'V23');
    const set = (assignments: string): Promise<void> =>
      store.run(`UPDATE usage_ledger SET ${assignments} ${line}`);
    await expect(set('cost_micros = 29999')).rejects.toThrow(refused);
    await expect(set('cost_micros = NULL')).rejects.toThrow(refused);
    await expect(set('cost_micros = 30000, cost_cents = 3')).rejects.toThrow(refused);
    await set('cost_micros = 30000');
    await expect(set('cost_micros = 30000')).rejects.toThrow(refused);
  });

  test('after it no line takes another cost', async () => {
    await using store = await openAt(driver, 'V24');
    await expect(store.run(`UPDATE usage_ledger SET cost_micros = 30000 ${line}`)).rejects.toThrow(refused);
  });
});

const key = (id: number, owner: string, rest = ''): string =>
  `INSERT INTO api_keys (id, name, key_prefix, key_hash, user_id, team_id, service_account_id${rest && ', status'})
   VALUES ('${uuid(id)}', 'k', 'gw', '${String(id).padStart(64, '0')}', ${owner}${rest})`;
const user = (id: number, email: string): string =>
  `INSERT INTO users (id, email, display_name) VALUES ('${uuid(id)}', '${email}', 'x')`;
const post = (id: number, request: number, more: string, values: string): string =>
  `INSERT INTO usage_ledger (id, request_id, api_key_id, model_id, user_id, occurred_at${more})
   SELECT '${uuid(id)}', '${uuid(request)}', api_key_id, model_id, user_id, occurred_at${values}
     FROM usage_ledger ${line}`;
const budget = (id: number, columns: string, values: string): string =>
  `INSERT INTO budgets (id, period, period_started_at, ${columns})
   SELECT '${uuid(id)}', 'week', period_started_at, ${values} FROM budgets WHERE id = '${uuid(141)}'`;

/** Statements at the head, in order on one store, and whether the store takes them. */
const verdicts: readonly (readonly [what: string, taken: boolean, sql: string])[] = [
  ['an address in other case', false, user(201, 'ADA@EXAMPLE.ORG')],
  ['an address that differs in a letter beyond ASCII', true, user(202, 'é@example.org')],
  ['the same one in the other case, which neither engine folds', true, user(203, 'É@example.org')],
  ['an empty name', false, "UPDATE teams SET name = ''"],
  ['a slug in upper case', false, "UPDATE teams SET slug = 'UP' WHERE slug = 'sales'"],
  [
    'a second membership',
    false,
    `INSERT INTO memberships (team_id, user_id) VALUES ('${ids.team}', '${ids.ada}')`,
  ],
  ['a second open invitation', false, `UPDATE invitations SET revoked_at = NULL WHERE id = '${uuid(111)}'`],
  [
    'an alias twice',
    false,
    `INSERT INTO model_aliases (alias, model_id) VALUES ('default', '${ids.otherModel}')`,
  ],
  [
    'two prices of a model from one moment',
    false,
    `UPDATE model_prices SET effective_from = (SELECT effective_from FROM model_prices WHERE id = '${ids.price}')`,
  ],
  [
    'two active credentials of a provider',
    false,
    `INSERT INTO provider_credentials (id, provider_id, label, ciphertext, status) SELECT '${uuid(204)}', provider_id, 'next', ciphertext, 'active' FROM provider_credentials`,
  ],
  [
    'one on standby',
    true,
    `INSERT INTO provider_credentials (id, provider_id, label, ciphertext) SELECT '${uuid(204)}', provider_id, 'next', ciphertext FROM provider_credentials`,
  ],
  ['an unknown role', false, "UPDATE memberships SET role = 'guest'"],
  ['a priority out of range', false, 'UPDATE routes SET priority = 1001'],
  ['an id that is no UUID', false, "INSERT INTO teams (id, slug, name) VALUES ('x', 'x', 'x')"],
  ['text that is no JSON', false, "UPDATE settings SET value = '{' "],
  ['an open circuit without a time to retry', false, 'UPDATE route_health SET retry_at = NULL'],
  [
    'a profile rule that drops and sets',
    false,
    `UPDATE route_profile_rules SET argument = '1' WHERE action = 'drop'`,
  ],
  ['a key of nobody', false, key(211, 'NULL, NULL, NULL')],
  ['a key of two', false, key(211, `'${ids.ada}', '${ids.team}', NULL`)],
  ['a key of three', false, key(211, `'${ids.ada}', '${ids.team}', '${ids.serviceAccount}'`)],
  ['a key of a service account', true, key(211, `NULL, NULL, '${ids.serviceAccount}'`)],
  ['a key of a service account that is not there', false, key(212, `NULL, NULL, '${uuid(999)}'`)],
  ['a key revoked at no time', false, key(212, `'${ids.ada}', NULL, NULL`, ", 'revoked'")],
  ['a grant to two', false, `UPDATE model_grants SET team_id = '${ids.otherTeam}' WHERE user_id IS NOT NULL`],
  [
    'a grant twice',
    false,
    `INSERT INTO model_grants (id, model_id, user_id) VALUES ('${uuid(213)}', '${ids.model}', '${ids.bob}')`,
  ],
  ['a budget of nobody', false, budget(221, 'soft_limit_micros', '1')],
  ['a budget without a limit', false, budget(221, 'user_id', 'user_id')],
  [
    'a budget that warns after it stops',
    false,
    budget(221, 'user_id, soft_limit_micros, hard_limit_micros', 'user_id, 2, 1'),
  ],
  ['a budget', true, budget(221, 'user_id, hard_limit_micros', 'user_id, 100')],
  ['a second one for the period', false, budget(222, 'user_id, hard_limit_micros', 'user_id, 100')],
  ['an amount that JavaScript cannot count', false, 'UPDATE budgets SET spent_micros = 9007199254740992'],
  [
    'a request that ends before it began',
    false,
    `UPDATE request_log SET finished_at = (SELECT MIN(effective_from) FROM model_prices)`,
  ],
  [
    'a tag twice',
    false,
    `INSERT INTO request_tags (request_id, name, value) VALUES ('${ids.request}', 'project', 'x')`,
  ],
  ['usage without a cost', false, post(231, 231, '', '')],
  ['usage with a negative cost', false, post(231, 231, ', cost_micros', ', -1')],
  ['usage', true, post(231, 231, ', cost_micros', ', 1')],
  ['usage of a request that is posted', false, post(232, 231, ', cost_micros', ', 1')],
  ['an adjustment of nothing', false, post(232, 232, ', kind, cost_micros', ", 'adjustment', -1")],
  ['an adjustment', true, post(232, 232, ', kind, corrects_id, cost_micros', ", 'adjustment', id, -1")],
  ['another id for a parent', false, `UPDATE teams SET id = '${uuid(998)}' WHERE id = '${ids.team}'`],
  ['to delete a model that has usage', false, `DELETE FROM models WHERE id = '${ids.model}'`],
  ['to delete a user who has usage', false, `DELETE FROM users WHERE id = '${ids.ada}'`],
  ['to delete a provider that has routes', false, 'DELETE FROM providers'],
  ['to delete a user who has none', true, `DELETE FROM users WHERE id = '${ids.bob}'`],
];

describe('all three refuse and take the same', () => {
  const stores: BareStore[] = [];
  beforeAll(async () => {
    for (const driver of drivers) stores.push(await openAt(driver, 'V24'));
  });
  afterAll(() => Promise.all(stores.map((store) => store[Symbol.asyncDispose]())));

  test.each(verdicts)('%s', async (_, taken, sql) => {
    for (const store of stores) {
      const outcome = await store.run(sql).then(
        () => true,
        (error: unknown) =>
          /syntax error|no such|does not exist|ambiguous/.test(String(error)) ? error : false,
      );
      expect(outcome).toBe(taken);
    }
  });

  test('and have the same rows afterwards', async () => {
    const tables = (await stores[0]!.catalog()).tables.map(({ name }) => name);
    const clocks = /^(created_at|updated_at|posted_at|occurred_at)$/;
    for (const table of tables) {
      const [postgres, ...sqlite] = await Promise.all(
        stores.map(async (store) =>
          (await store.rows(table)).map((row) =>
            Object.fromEntries(Object.entries(row).filter(([column]) => !clocks.test(column))),
          ),
        ),
      );
      for (const rows of sqlite) expect(rows, table).toEqual(postgres);
    }
  });
});

describe.each(drivers)('a key is found by its hash on %s', (driver) => {
  test('when it and its owner are active, and is billed to a user or a team', async () => {
    await using store = await openAt(driver, 'V24');
    const find = async (): Promise<readonly (readonly unknown[])[]> => {
      await store.run(
        'DROP TABLE IF EXISTS found; CREATE TABLE found (id text, billed_user_id text, billed_team_id text)',
      );
      await store.run('INSERT INTO found SELECT id, billed_user_id, billed_team_id FROM active_api_keys');
      return (await store.rows('found', 'id')).map((row) => Object.values(row));
    };
    const laptop = [ids.userKey, ids.ada, null];
    expect(await find()).toEqual([laptop, [uuid(63), null, ids.otherTeam]]);
    await store.run(`UPDATE teams SET status = 'suspended' WHERE id = '${ids.otherTeam}'`);
    expect(await find()).toEqual([laptop]);
    await store.run(`UPDATE teams SET status = 'active'; UPDATE service_accounts SET status = 'suspended'`);
    expect(await find()).toEqual([laptop]);
    await store.run(`UPDATE users SET status = 'suspended'`);
    expect(await find()).toEqual([]);
  });
});
