import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Schema } from '../../src/core/schema.ts';
import { openPg } from '../../src/drivers/pg/open.ts';
import type { Session } from '../../src/drivers/port.ts';
import { openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { compareSchemas } from '../../src/parity/compare-schemas.ts';
import type { Comparison, Difference, ParityFile } from '../../src/parity/difference.ts';
import { splitStatements } from '../../src/sql/statements.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../servers/postgres.ts';
import { catalogue } from './catalogue/catalogue.ts';
import type { Pair } from './catalogue/pair.ts';
import { specificationLines } from './catalogue/specification.ts';

const pairs = Object.values(catalogue).flat();
const numbered = pairs.map((pair, place) => ({ pair, schema: `pair_${place}` }));
const schemaOf = new Map(numbered.map(({ pair, schema }) => [pair, schema]));
const histories = ['schema_migrations'];

let database: PostgresDatabase;
let postgres: Session;
let major: number;
/** All of PostgreSQL's schemas, read at once. */
let read: Schema;
/** Expected and found, expected and not found, found and not expected. */
const score = { found: 0, missed: 0, falseAlarms: 0, pairs: 0 };

beforeAll(async () => {
  database = await createPostgresDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  major = Math.floor(
    Number((await client.query('SHOW server_version_num')).rows[0].server_version_num) / 10_000,
  );
  await client.query(
    'CREATE EXTENSION citext SCHEMA public; CREATE SCHEMA empty; SET synchronous_commit = off',
  );
  const scripts = numbered
    .filter(({ pair }) => isThere(pair))
    .map(
      ({ pair, schema }) =>
        `CREATE SCHEMA ${schema}; SET search_path TO ${schema}, public; ${pair.postgres};`,
    );
  await client.query(scripts.join('\n'));
  await client.end();
  postgres = (await openPg(database.url, { create: false }))!;
  const schemas = ['empty', ...numbered.filter(({ pair }) => isThere(pair)).map(({ schema }) => schema)];
  read = await introspectSession(postgres, { schemas, histories });
});

afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await database.drop();
});

describe.each(Object.entries(catalogue))('%s', (_, topic) => {
  test.each(topic.map((pair) => [pair.name, pair] as const))('%s', async (_, pair) => {
    if (!isThere(pair)) return;
    const { found, others } = await judge(pair);
    const expected = new Set(pair.expect);
    const wanted = pair.expect.filter((line) => !found.has(line));
    const alarms = [...found].filter((line) => !expected.has(line) && !line.startsWith('info '));
    score.pairs += 1;
    score.found += pair.expect.length - wanted.length;
    score.missed += wanted.length;
    score.falseAlarms += alarms.length;
    expect({ missed: wanted, falseAlarms: alarms }).toEqual({ missed: [], falseAlarms: [] });
    for (const object of pair.notCompared ?? [])
      expect(others).toContainEqual(expect.stringContaining(object));
  });
});

test('recall is complete, and there is no false alarm', () => {
  const { found, missed, falseAlarms } = score;
  const recall = ((100 * found) / (found + missed)).toFixed(2);
  console.log(
    `${score.pairs} pairs: recall ${recall} % (${found} of ${found + missed} differences), ${falseAlarms} false alarms`,
  );
  expect({ missed, falseAlarms }).toEqual({ missed: 0, falseAlarms: 0 });
});

test('a schema that is read among others is what is read of it alone', async () => {
  const rich = numbered.filter(({ pair }) => isThere(pair) && /TYPE|FUNCTION|citext/.test(pair.postgres));
  const some = rich.filter((_, place) => place % 5 === 0);
  expect(some.length).toBeGreaterThan(5);
  for (const { pair, schema } of some) {
    const alone = await introspectSession(postgres, { schemas: [schema], histories });
    expect(readPostgres(pair)).toEqual(withoutName(alone, schema));
  }
});

describe('the catalogue', () => {
  test('has at least 160 pairs, each of its own name', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(160);
    expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
  });

  test.each(specificationLines)('covers %s', (line) => {
    expect(pairs.filter(({ covers }) => covers.includes(line)).map(({ name }) => name)).not.toEqual([]);
  });
});

async function judge(
  pair: Pair,
): Promise<{ readonly found: ReadonlySet<string>; readonly others: readonly string[] }> {
  const schemas = [readPostgres(pair), await readSqlite(pair)] as const;
  const parityFile: ParityFile = { logical: pair.logical ?? {}, accepted: [] };
  let comparison = await compareSchemas(...schemas, parityFile);
  if (pair.accepted !== undefined) {
    const accepted = pair.accepted.map((entry) => ({
      ...entry,
      ...valuesOf(comparison, entry),
      reason: 'test',
    }));
    comparison = await compareSchemas(...schemas, { ...parityFile, accepted });
    expect(comparison.staleExceptions).toEqual([]);
  }
  return {
    found: new Set(comparison.differences.map(({ severity, id }) => `${severity} ${id}`)),
    others: comparison.notCompared.map(({ side, kind, name }) => `${side} ${kind} ${name}`),
  };
}

/** What a reviewed entry records. */
function valuesOf(
  { differences }: Comparison,
  { id, standsFor }: { readonly id: string; readonly standsFor?: string },
): Record<'postgres' | 'sqlite', string | null> {
  const find = (wanted: string | undefined): Difference | undefined =>
    differences.find((item) => item.id === wanted);
  const [own, stoodFor] = [find(id), find(standsFor)];
  return {
    postgres: own?.postgres?.value ?? stoodFor?.postgres?.value ?? null,
    sqlite: own?.sqlite?.value ?? stoodFor?.sqlite?.value ?? null,
  };
}

function isThere({ since = 0 }: Pair): boolean {
  return since <= major;
}

/** Returns a pair's part of what was read at once, as if its schema had been asked for alone: a query each costs seconds. */
function readPostgres(pair: Pair): Schema {
  const schema = schemaOf.get(pair)!;
  const isIts = (object: { readonly schema: string | null }): boolean => object.schema === schema;
  const part: Schema = {
    ...read,
    tables: read.tables.filter(isIts),
    views: read.views.filter(isIts),
    enums: read.enums.filter(isIts),
    others: read.others.filter(({ name }) => name.startsWith(`${schema}.`)),
  };
  return withoutName(part, schema);
}

/** Returns the schema as one whose objects are written without its name. */
function withoutName(schema: Schema, name: string): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll(`${name}.`, '').replaceAll(`"${name}"`, 'null'));
}

async function readSqlite(pair: Pair): Promise<Schema> {
  const server = await openSqliteScratch();
  const scratch = await server.create();
  try {
    await scratch.execute(splitStatements('sqlite', pair.sqlite).map(({ text }) => text));
    return await introspectSession(scratch.session, { histories });
  } finally {
    await scratch[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
}
