import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createNormaliser } from '../../../src/parity/normalise/create-normaliser.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { columns, contextOf } from './columns.ts';
import { conditions, defaults } from './postgres-texts.ts';

const context = contextOf('postgres');

async function onTable<T>(read: (client: Client) => Promise<T>): Promise<T> {
  const { url, drop } = await createPostgresDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const declared = Object.entries(columns).map(([name, { postgres }]) => `${name} ${postgres}`);
    await client.query(`SET TimeZone = 'UTC'; CREATE TYPE mood AS ENUM ('happy', 'sad');
      CREATE TABLE t (${declared.join(', ')})`);
    return await read(client);
  } finally {
    await client.end();
    await drop();
  }
}

test('a condition as written and as PostgreSQL prints it come to one text', async () => {
  expect(conditions.length).toBeGreaterThan(150);
  const printed = await onTable(async (client) => {
    const added = conditions.map((text, index) => `ADD CONSTRAINT c${index} CHECK (${text})`);
    await client.query(`ALTER TABLE t ${added.join(', ')}`);
    const { rows } = await client.query<{ name: string; text: string }>(
      'SELECT conname AS name, pg_get_expr(conbin, conrelid) AS text FROM pg_constraint WHERE contype = $1',
      ['c'],
    );
    return new Map(rows.map(({ name, text }) => [name, text]));
  });
  const normaliser = await createNormaliser([...conditions, ...printed.values()]);
  const show = (text: string): string =>
    normaliser
      .conditions(text, context)
      .map((part) => `${part.text}${part.isUnderstood ? '' : ' (not understood)'}`)
      .join(' / ');
  const wrong = conditions
    .map((written, index) => ({ written, printed: printed.get(`c${index}`) ?? '' }))
    .map((pair) => ({ ...pair, first: show(pair.written), second: show(pair.printed) }))
    .filter(({ first, second }) => first !== second || first.includes('not understood'));
  expect(wrong).toEqual([]);
});

test('a predicate of an index as PostgreSQL prints it, too', async () => {
  const printed = await onTable(async (client) => {
    // One in five: they are printed like CHECKs. Conditions that depend on the session's settings can be no predicate.
    const attempts = conditions.map((text, index) =>
      index % 5 > 0
        ? ''
        : `BEGIN CREATE INDEX i${index} ON t (a) WHERE ${text}; EXCEPTION WHEN invalid_object_definition THEN END;`,
    );
    await client.query(`DO $do$ BEGIN ${attempts.join('\n')} END $do$`);
    const { rows } = await client.query<{ name: string; text: string }>(
      'SELECT indexrelid::regclass::text AS name, pg_get_expr(indpred, indrelid) AS text FROM pg_index WHERE indpred IS NOT NULL',
    );
    return new Map(rows.map(({ name, text }) => [name, text]));
  });
  const normaliser = await createNormaliser(printed.values());
  const show = (text: string): readonly string[] =>
    normaliser.conditions(text, context).map(({ text }) => text);
  expect(printed.size).toBeGreaterThan(30);
  const wrong = conditions
    .map((written, index) => ({ written, printed: printed.get(`i${index}`) ?? '' }))
    .filter(
      (pair) =>
        pair.printed !== '' && JSON.stringify(show(pair.written)) !== JSON.stringify(show(pair.printed)),
    );
  expect(wrong).toEqual([]);
});

test('a default as written and as PostgreSQL prints it come to one value', async () => {
  const printed = await onTable(async (client) => {
    const { rows: versions } = await client.query<{ number: number }>(
      "SELECT current_setting('server_version_num')::int AS number",
    );
    // Hexadecimal numbers came with 16: an older server is given what they mean.
    const readsHex = (versions[0]?.number ?? 0) >= 160_000;
    const made = defaults.map(([column, text], index) => {
      const value = readsHex ? text : text.replace(/^0x[\da-f]+$/i, (hex) => String(Number(hex)));
      return `d${index} ${columns[column]?.postgres} DEFAULT (${value})`;
    });
    await client.query(`CREATE TABLE d (${made.join(', ')})`);
    const { rows } = await client.query<{ name: string; text: string }>(
      `SELECT attname AS name, pg_get_expr(adbin, adrelid) AS text FROM pg_attrdef
       JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum WHERE adrelid = 'd'::regclass`,
    );
    return new Map(rows.map(({ name, text }) => [name, text]));
  });
  const normaliser = await createNormaliser(printed.values());
  const show = (column: string, text: string): string => {
    const { type, unit = null } = columns[column] ?? { type: 'other' };
    const value = normaliser.default(text, { name: type, unit }, context);
    return value.text + (value.isUnderstood ? '' : ' (not understood)');
  };
  const wrong = defaults
    .map(([column, written], index) => ({ column, written, printed: printed.get(`d${index}`) ?? 'NULL' }))
    .map((pair) => ({
      ...pair,
      first: show(pair.column, pair.written),
      second: show(pair.column, pair.printed),
    }))
    .filter(({ first, second }) => first !== second || first.includes('not understood'));
  expect(wrong).toEqual([]);
});
