import { expect, test } from 'vitest';
import type { LogicalName, TimeUnit } from '../../../src/parity/logical-type.ts';
import { createNormaliser, isNullDefault } from '../../../src/parity/normalise/create-normaliser.ts';
import { contextOf } from './columns.ts';
import { defaultOf } from './pairs.ts';

type DefaultPair = readonly [postgres: string, sqlite: string, type: LogicalName, unit?: TimeUnit];

function sides([postgres, sqlite, type, unit = null]: DefaultPair): readonly [string, string] {
  return [defaultOf('postgres', postgres, type, unit), defaultOf('sqlite', sqlite, type, unit)];
}

function expectEqual(pairs: readonly DefaultPair[]): void {
  const wrong = pairs
    .map(sides)
    .filter(([postgres, sqlite]) => postgres !== sqlite || /understood/.test(postgres));
  expect(wrong).toEqual([]);
}

function expectDifferent(pairs: readonly DefaultPair[]): void {
  const wrong = pairs
    .map(sides)
    .filter(([postgres, sqlite]) => postgres === sqlite || /understood/.test(postgres));
  expect(wrong).toEqual([]);
}

const milliseconds = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

test('values of each type in the spelling of either engine', () => {
  expectEqual([
    ['true', '1', 'boolean'],
    ['false', 'FALSE', 'boolean'],
    ["'t'::boolean", 'true', 'boolean'],
    ['false', "'0'", 'boolean'],
    ['0', '+0', 'integer'],
    ["'-1'::integer", '(-1)', 'integer'],
    ["'9223372036854775807'::bigint", '9223372036854775807', 'integer'],
    ['0.00', '0', 'decimal'],
    ['1.50', "'1.5'", 'decimal'],
    ['(0)::double precision', '0.0', 'real'],
    ["'1000'::numeric", '1e3', 'real'],
    ["''::text", "''", 'text'],
    ["'open'::character varying", '"open"', 'text'],
    ["'open'::text", 'open', 'text'],
    ["'it''s'::text", "'it''s'", 'text'],
    ["'happy'::mood", "'happy'", 'enum'],
    ["'happy'::public.mood", "'happy'", 'enum'],
    ["'\\x7b7d'::bytea", "X'7B7D'", 'bytes'],
    ["'\\x7b7d'::bytea", "'{}'", 'bytes'],
    ["'\\x'::bytea", "x''", 'bytes'],
    ["'\\x00000000'::bytea", 'zeroblob(4)', 'bytes'],
    ["'{}'::jsonb", "X'7B7D'", 'json'],
    [`'{"a": 1, "b": [true, null]}'::jsonb`, `'{ "b":[true,null],"a":1 }'`, 'json'],
    ["'[]'::json", 'json_array()', 'json'],
    ["'{}'::text[]", "'[]'", 'array'],
    ['ARRAY[]::text[]', "json('[]')", 'array'],
    [`'{a,"b c"}'::text[]`, `'["a", "b c"]'`, 'array'],
    ["ARRAY['a'::text, 'b'::text]", `'["a","b"]'`, 'array'],
    ["'{1,2}'::integer[]", "'[1,2]'", 'array'],
    ["'00000000-0000-0000-0000-00000000000a'::uuid", "'00000000-0000-0000-0000-00000000000A'", 'uuid'],
    ["'2020-01-31'::date", "'2020-01-31'", 'date'],
    ["'12:00:00'::time without time zone", "'12:00'", 'time'],
    ["'1970-01-01 00:00:00+00'::timestamp with time zone", '0', 'timestamp', 'ms'],
    ["'1970-01-01 00:00:00+00'::timestamp with time zone", "'1970-01-01T00:00:00.000Z'", 'timestamp'],
    ["'2020-01-01 01:00:00+01'::timestamp with time zone", '1577836800', 'timestamp', 's'],
    ["'127.0.0.1'::inet", "'127.0.0.1'", 'network'],
    ['\'101\'::"bit"', '5', 'bit'],
  ]);
});

test('near misses: values that look alike', () => {
  expectDifferent([
    ['true', '0', 'boolean'],
    ['true', "'true'", 'boolean'],
    ['1', '-1', 'integer'],
    ['0.1', '0.01', 'decimal'],
    ["'a'::text", "'A'", 'text'],
    ["''::text", "' '", 'text'],
    ["'0'::text", "'00'", 'text'],
    ["'1'::text", "'1.0'", 'text'],
    ["'\\x00'::bytea", "'\\x00'", 'bytes'],
    ["'\\x7b7d'::bytea", "X'7B7D00'", 'bytes'],
    ["'{}'::jsonb", "'[]'", 'json'],
    [`'{"a": 1}'::jsonb`, `'{"a": "1"}'`, 'json'],
    ["'null'::jsonb", 'NULL', 'json'],
    ["'{}'::text[]", "'{}'", 'array'],
    ["'{1,2}'::text[]", "'[1,2]'", 'array'],
    ["'1970-01-01 00:00:00+01'::timestamp with time zone", '0', 'timestamp', 's'],
    ["'2020-01-01 00:00:00+00'::timestamp with time zone", '1577836800', 'timestamp', 'ms'],
    ["'happy'::mood", "'sad'", 'enum'],
  ]);
});

test('now in every spelling, where the unit is the column’s', () => {
  expectEqual([
    ['now()', "datetime('now')", 'timestamp'],
    ['CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP', 'timestamp', 'text'],
    ['transaction_timestamp()', "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')", 'timestamp', 'text'],
    ['now()', "strftime('%Y-%m-%d %H:%M:%S', 'now')", 'timestamp', 'text'],
    ['now()', "strftime('%s', 'now')", 'timestamp', 's'],
    ['now()', "CAST(strftime('%s', 'now') AS INTEGER)", 'timestamp', 's'],
    ['now()', 'unixepoch()', 'timestamp', 's'],
    ['now()', milliseconds, 'timestamp', 'ms'],
    ['now()', 'unixepoch() * 1000', 'timestamp', 'ms'],
    ['now()', "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", 'timestamp', 'ms'],
    ['now()', "CAST((julianday('now') - 2440587.5)*86400.0 AS INTEGER)", 'timestamp', 's'],
    ['(EXTRACT(epoch FROM now()) * (1000)::numeric)::bigint', milliseconds, 'timestamp', 'ms'],
    [
      'now()',
      "CAST(strftime('%s', 'now') || substr(strftime('%f', 'now'), 4) AS INTEGER)",
      'timestamp',
      'ms',
    ],
    ['floor(EXTRACT(epoch FROM now()))', 'unixepoch()', 'timestamp', 's'],
    ["(now() AT TIME ZONE 'utc'::text)", "datetime('now')", 'timestamp'],
    ["timezone('UTC'::text, now())", 'CURRENT_TIMESTAMP', 'timestamp'],
    ['now()', 'unixepoch()', 'timestamp', null],
    ['LOCALTIMESTAMP', "datetime('now', 'localtime')", 'timestamp', 'text'],
    ['CURRENT_DATE', "date('now')", 'date'],
    ['(now())::date', 'CURRENT_DATE', 'date'],
    ['CURRENT_TIME', "time('now')", 'time'],
    ['(EXTRACT(epoch FROM now()))::bigint', 'unixepoch()', 'integer'],
  ]);
  expect(defaultOf('postgres', 'now()', 'timestamp')).toBe('now');
  expect(defaultOf('sqlite', 'unixepoch()', 'timestamp', 'ms')).toBe('now in s');
});

test('near misses of now: another unit, local time, another moment', () => {
  expectDifferent([
    ['now()', 'unixepoch()', 'timestamp', 'ms'],
    ['now()', milliseconds, 'timestamp', 's'],
    ['now()', "datetime('now')", 'timestamp', 'ms'],
    ['now()', 'unixepoch()', 'timestamp', 'text'],
    ['now()', "datetime('now', 'localtime')", 'timestamp'],
    ['LOCALTIMESTAMP', "datetime('now')", 'timestamp'],
    ['now()', "datetime('now', '+1 day')", 'timestamp'],
    ["(now() + '1 day'::interval)", "datetime('now')", 'timestamp'],
    ['now()', "datetime('2020-01-01')", 'timestamp'],
    ['now()', "strftime('%Y', 'now')", 'timestamp'],
    ['now()', "date('now')", 'timestamp'],
    ["(now() AT TIME ZONE 'Europe/Vienna'::text)", "datetime('now')", 'timestamp'],
    ['(EXTRACT(epoch FROM now()))::bigint', milliseconds, 'integer'],
    ['(EXTRACT(epoch FROM LOCALTIMESTAMP))::bigint', 'unixepoch()', 'timestamp', 's'],
    ["'now'::text", "datetime('now')", 'text'],
  ]);
});

const dashed =
  "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || " +
  "substr('89ab', abs(random()) % 4 + 1, 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";
const plain =
  "lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-' || lower(hex(randomblob(2))) || '-' || lower(hex(randomblob(2))) || '-' || lower(hex(randomblob(6)))";

test('a random UUID: its functions, and SQLite’s ways of putting one together', () => {
  expectEqual([
    ['gen_random_uuid()', dashed, 'uuid'],
    ['public.uuid_generate_v4()', plain, 'uuid'],
    ['extensions.uuid_generate_v4()', 'randomblob(16)', 'uuid'],
  ]);
  expectDifferent([
    ['gen_random_uuid()', 'lower(hex(randomblob(16)))', 'uuid'],
    ['gen_random_uuid()', plain.replace('randomblob(6)', 'randomblob(5)'), 'uuid'],
    ['gen_random_uuid()', 'randomblob(8)', 'uuid'],
    ['uuid_generate_v1()', dashed, 'uuid'],
    ['uuidv7()', dashed, 'uuid'],
  ]);
});

test('a default that is NULL is told apart from a value, not from none', async () => {
  const normaliser = await createNormaliser();
  const isNull = (text: string): boolean =>
    isNullDefault(normaliser.default(text, { name: 'text', unit: null }, contextOf('postgres')));
  expect(['NULL', 'NULL::text', '(NULL)::character varying'].map(isNull)).toEqual([true, true, true]);
  expect(["'NULL'::text", "''::text"].map(isNull)).toEqual([false, false]);
});
