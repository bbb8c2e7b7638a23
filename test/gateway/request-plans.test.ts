import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RequestFilter } from '../../src/gateway/domain/request-log.ts';
import type { SqliteDatabase } from '../../src/gateway/repositories/sqlite/database.ts';
import { searchRequests as searchOnPostgres } from '../../src/gateway/repositories/postgres/search-requests.ts';
import { searchRequests as searchOnSqlite } from '../../src/gateway/repositories/sqlite/search-requests.ts';
import { formatCursor } from '../../src/gateway/domain/page.ts';
import { migratedDatabase } from './stores/store-subjects.ts';

/** A log of many rows, and how its engine would search it: one line per step. */
interface Planner {
  readonly explain: (filter: RequestFilter, after?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const rows = 10_000;
const pages = { limit: 50 } as const;

/** Ids that count from 1. Teams and models have about 100 rows each, a value of the tag has 10, each fifth row an attempt. */
const uuidOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [teamId, modelId] = [uuidOf(7), uuidOf(3)];

const fill = (series: string, id: (number: string) => string, moment: string): string => `
  INSERT INTO teams (id, slug, name) SELECT ${id('n')}, 'team-' || n, 'x' FROM ${series} WHERE n < 100;
  INSERT INTO models (id, slug, name, context_tokens)
    SELECT ${id('n')}, 'model-' || n, 'x', 1 FROM ${series} WHERE n < 100;
  INSERT INTO request_log (id, team_id, model_id, requested_model, started_at)
    SELECT ${id('n')}, ${id('n % 99 + 1')}, ${id('n % 98 + 1')}, 'x', ${moment} FROM ${series};
  INSERT INTO request_tags (request_id, name, value)
    SELECT ${id('n')}, 'run', 'v' || (n % 1000) FROM ${series} WHERE n % 5 = 0;
  INSERT INTO request_attempts (request_id, attempt, outcome, started_at, duration_ms)
    SELECT ${id('n')}, 1, 'failed', ${moment}, 1 FROM ${series} WHERE n % 5 = 0;
  ANALYZE;`;

async function planOnPostgres(): Promise<Planner> {
  const database = await migratedDatabase('pg');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const id = (number: string): string =>
    `('00000000-0000-4000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
  const moment = `timestamptz '2026-01-01Z' + n * interval '1 second'`;
  await client.query(fill(`generate_series(1, ${rows}) AS n`, id, moment));
  return {
    async explain(filter, after) {
      const { sql, params } = searchOnPostgres(drizzlePostgres(client), filter, { ...pages, after }).toSQL();
      const plan = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, params);
      return plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    },
    async close() {
      await client.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function planOnSqlite(): Promise<Planner> {
  const database = await migratedDatabase('better-sqlite3');
  const handle = new Database(database.url.slice('sqlite:'.length));
  const id = (number: string): string => `printf('00000000-0000-4000-8000-%012d', ${number})`;
  const series = `(WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT n FROM s)`;
  handle.exec(fill(series, id, `1767225600000 + n * 1000`));
  const db = drizzleSqlite(handle) as unknown as SqliteDatabase;
  return {
    async explain(filter, after) {
      const { sql, params } = searchOnSqlite(db, filter, { ...pages, after }).toSQL();
      const steps = handle.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params) as { readonly detail: string }[];
      return steps.map(({ detail }) => detail).join('\n');
    },
    async close() {
      handle.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The filters that have an index, and what of it has to be used. */
const indexed: readonly (readonly [string, RequestFilter, string])[] = [
  ['none', {}, 'request_log_started_at_idx'],
  ['team', { billed: { kind: 'team', id: teamId } }, 'request_log_team_id_idx'],
  ['user', { billed: { kind: 'user', id: randomUUID() } }, 'request_log_user_id_idx'],
  ['key', { apiKeyId: randomUUID() }, 'request_log_api_key_id_idx'],
  ['route', { routeId: randomUUID() }, 'request_log_route_id_idx'],
  ['model', { modelId }, 'request_log_model_id_idx'],
  [
    'time',
    { from: new Date('2026-01-01T01:00:00Z'), before: new Date('2026-01-01T01:00:10Z') },
    'request_log_started_at_idx',
  ],
  ['tag', { tag: { name: 'run', value: 'v5' } }, 'request_tags_name_value_idx'],
  ['team and status', { billed: { kind: 'team', id: teamId }, status: 'failed' }, 'request_log_team_id_idx'],
  [
    'team, time and text in the error',
    { billed: { kind: 'team', id: teamId }, before: new Date('2026-01-01T02:00:00Z'), errorText: 'full' },
    'request_log_team_id_idx',
  ],
  [
    'team and tag',
    { billed: { kind: 'team', id: teamId }, tag: { name: 'run', value: 'v5' } },
    'request_tags_name_value_idx',
  ],
];

describe.each([
  ['PostgreSQL', planOnPostgres],
  ['SQLite', planOnSqlite],
])('a search of the request log on %s', (_, open) => {
  let planner: Planner;
  beforeAll(async () => {
    planner = await open();
  });
  afterAll(() => planner?.close());

  const fullScan = /Seq Scan|^SCAN (?!.*USING)/m;
  test.each(indexed)(
    'by %s uses its index, on the first page and on a later one',
    async (_name, filter, index) => {
      const cursor = formatCursor({ at: new Date('2026-01-01T02:30:00Z'), id: uuidOf(9000) });
      for (const plan of [await planner.explain(filter), await planner.explain(filter, cursor)]) {
        expect(plan).toContain(index);
        expect(plan).not.toMatch(fullScan);
      }
    },
  );

  test('by status alone it walks the index on time, and reads no further than a page needs', async () => {
    const plan = await planner.explain({ status: 'running' });
    expect(plan).toContain('request_log_started_at_idx');
    expect(plan).not.toMatch(fullScan);
  });
});
