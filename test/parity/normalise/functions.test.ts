import { test } from 'vitest';
import { expectDifferent, expectEqual } from './pairs.ts';

test('LIKE: the case of letters counts on PostgreSQL only, the escape is in the pattern', () => {
  expectEqual([
    ["(email ~~ '%@%'::text)", "email LIKE '%@%'"],
    ["(email !~~ '%@%'::text)", "email NOT LIKE '%@%'"],
    ["(email ~~* 'a%'::text)", "email LIKE 'a%'"],
    ["(email ~~ 'a%'::text)", "email GLOB 'a*'"],
    ["(lower(email) ~~ 'a%'::text)", "lower(email) LIKE 'a%'"],
    ["(email ~~ '\\_%'::text)", "email LIKE '!_%' ESCAPE '!'"],
    ["(email ~~ '\\_%'::text)", "email GLOB '_*'"],
    ["(email ~~ '10\\%'::text)", "email LIKE '10\\%' ESCAPE '\\'"],
  ]);
  expectDifferent([
    ["(email ~~ 'a%'::text)", "email LIKE 'a%'"],
    ["(email ~~* 'a%'::text)", "email GLOB 'a*'"],
    ["(email ~~ '\\_%'::text)", "email LIKE '_%'"],
    ["(email ~~ '\\_%'::text)", "email LIKE '\\_%'"],
    ["(email ~~ '%@%'::text)", "email NOT LIKE '%@%'"],
    ["(email ~~ '%@%'::text)", "email GLOB '%@%'"],
    ["(email ~~ '[0-9]%'::text)", "email GLOB '[0-9]*'"],
    ['(email ~~ (status)::text)', 'email LIKE status'],
  ]);
});

test('a regular expression of one set of characters is GLOB and a length', () => {
  expectEqual([
    ["(email ~ '^[a-z0-9-]*$'::text)", "email NOT GLOB '*[^a-z0-9-]*'"],
    ["(email ~ '^[a-z]+$'::text)", "email <> '' AND email NOT GLOB '*[^a-z]*'"],
    ["(email ~ '^[0-9a-f]{64}$'::text)", "length(email) = 64 AND email NOT GLOB '*[^0-9a-f]*'"],
    ["(email ~ '^[A-Z]{2,3}$'::text)", "length(email) BETWEEN 2 AND 3 AND email NOT GLOB '*[^A-Z]*'"],
    ["(email !~ '^[a-z]*$'::text)", "email GLOB '*[^a-z]*'"],
  ]);
  expectDifferent([
    ["(email ~ '^[a-z]+$'::text)", "email NOT GLOB '*[^a-z]*'"],
    ["(email ~ '^[a-z]*'::text)", "email NOT GLOB '*[^a-z]*'"],
    ["(email ~* '^[a-z]*$'::text)", "email NOT GLOB '*[^a-z]*'"],
    ["(email ~ '^[^a-z]*$'::text)", "email NOT GLOB '*[^^a-z]*'"],
    ["(email ~ '^[0-9a-f]{64}$'::text)", "length(email) = 63 AND email NOT GLOB '*[^0-9a-f]*'"],
  ]);
});

test('functions of text by their names on both engines', () => {
  expectEqual([
    ["(btrim(email) <> ''::text)", "trim(email) <> ''"],
    ["(btrim(email, ' x'::text) = email)", "trim(email, ' x') = email"],
    ["(TRIM(BOTH FROM email) <> ''::text)", "trim(email) <> ''"],
    ['(char_length(email) > 3)', 'length(email) > 3'],
    ['(length((status)::text) = 36)', 'length(status) = 36'],
    ['(octet_length(email) > 3)', 'length(CAST(email AS BLOB)) > 3'],
    ['(length(body) = 4)', 'length(body) = 4'],
    ['(octet_length(body) = 4)', 'length(body) = 4'],
    ['("substring"(email, 1, 3) = \'abc\'::text)', "substr(email, 1, 3) = 'abc'"],
    ["(POSITION(('@'::text) IN (email)) > 1)", "instr(email, '@') > 1"],
    ["(strpos(email, '@'::text) > 1)", "instr(email, '@') > 1"],
    ["(COALESCE(email, ''::text) <> ''::text)", "ifnull(email, '') <> ''"],
    ["(encode(body, 'hex'::text) <> ''::text)", "hex(body) <> ''"],
    ["(encode(body, 'hex'::text) <> ''::text)", "lower(hex(body)) <> ''"],
    ["((email || (status)::text) <> ''::text)", "email || status <> ''"],
    ["((email || ('-'::text || (status)::text)) <> ''::text)", "(email || '-') || status <> ''"],
    ['(concat(email, status) = email)', 'concat(email, status) = email'],
    ['(email = (lower(email) COLLATE "C"))', 'email = lower(email) COLLATE BINARY'],
    ['(mod(a, 2) = 0)', 'a % 2 = 0'],
    ['CASE WHEN (a IS NULL) THEN flag ELSE done END', 'iif(a IS NULL, flag, done)'],
    ["CASE status WHEN 'x'::text THEN flag ELSE NULL::boolean END", "CASE WHEN status = 'x' THEN flag END"],
    ['(CASE WHEN (a IS NULL) THEN 1 ELSE 0 END = 1)', 'a IS NULL'],
  ]);
  expectDifferent([
    ["(btrim(email) <> ''::text)", "ltrim(email) <> ''"],
    ["(btrim(email, 'x'::text) = email)", 'trim(email) = email'],
    ['(char_length(email) > 3)', 'octet_length(email) > 3'],
    ["(strpos('@'::text, email) > 1)", "instr(email, '@') > 1"],
    ["(substr(email, '-1'::integer) = 'x'::text)", "substr(email, -1) = 'x'"],
    ["(\"substring\"(email, 'a'::text) = 'x'::text)", "substr(email, 1) = 'x'"],
    ['(concat(email, status) = email)', 'email || status = email'],
    ['(GREATEST(a, b) > 1)', 'max(a, b) > 1'],
    ["(COALESCE(email, ''::text) <> ''::text)", "coalesce(status, '') <> ''"],
    ['(email = lower(email))', 'email = upper(email)'],
    ["((email)::text = 'a'::text)", "email = 'a' COLLATE NOCASE"],
    ['CASE WHEN flag THEN 1 ELSE 0 END = 1', 'iif(flag, 0, 1) = 1'],
    ["(encode(body, 'base64'::text) <> ''::text)", "hex(body) <> ''"],
  ]);
});

test('JSON: what lies at a path, its type, its length', () => {
  expectEqual([
    ["((data ->> 'k'::text) = 'v'::text)", "json_extract(data, '$.k') = 'v'"],
    ["((data ->> 'k'::text) = 'v'::text)", "data ->> 'k' = 'v'"],
    ["((data ->> 'k'::text) = 'v'::text)", "json_extract(CAST(data AS TEXT), '$.k') = 'v'"],
    ["((((data ->> 'n'::text))::integer + 1) > 5)", "CAST(json_extract(data, '$.n') AS INTEGER) + 1 > 5"],
    ["((data ->> 'k'::text) = 'v'::text)", "data ->> '$.k' = 'v'"],
    ["(((data -> 'a'::text) ->> 'b'::text) = 'v'::text)", "json_extract(data, '$.a.b') = 'v'"],
    ["((data #>> '{a,b}'::text[]) = 'v'::text)", "json_extract(data, '$.a.b') = 'v'"],
    ["((data ->> 0) = 'v'::text)", "json_extract(data, '$[0]') = 'v'"],
    ["(((data ->> 'n'::text))::integer > 5)", "json_extract(data, '$.n') > 5"],
    ["(jsonb_typeof(data) = 'object'::text)", "json_type(data) = 'object'"],
    ["(jsonb_typeof((data -> 'n'::text)) = 'number'::text)", "json_type(data, '$.n') IN ('integer', 'real')"],
    ["(jsonb_typeof((data -> 's'::text)) = 'string'::text)", "json_type(data, '$.s') = 'text'"],
    ["(jsonb_typeof((data -> 'b'::text)) = 'boolean'::text)", "json_type(data -> 'b') IN ('true', 'false')"],
    ['(jsonb_array_length(data) > 0)', 'json_array_length(data) > 0'],
    ['(email IS JSON)', 'json_valid(email)'],
    ["(data <> '{}'::jsonb)", "data <> X'7B7D'"],
    ['(data <> \'{"a": 1, "b": 2}\'::jsonb)', 'data <> \'{ "b":2, "a":1 }\''],
    ["(tags <> '{}'::text[])", "tags <> '[]'"],
    ["(email = ANY ('{b,a}'::text[]))", "email IN ('a', 'b')"],
  ]);
  expectDifferent([
    ["((data ->> 'k'::text) = 'v'::text)", "data -> 'k' = 'v'"],
    ["((data ->> 'k'::text) = 'v'::text)", "json_extract(data, '$.K') = 'v'"],
    ["(((data -> 'a'::text) ->> 'b'::text) = 'v'::text)", "json_extract(data, '$.\"a.b\"') = 'v'"],
    ["(((data ->> 'n'::text))::integer > 5)", "json_extract(data, '$.n') > '5'"],
    ["(jsonb_typeof((data -> 'n'::text)) = 'number'::text)", "json_type(data, '$.n') = 'integer'"],
    ["(jsonb_typeof(data) = 'object'::text)", "json_type(data) = 'array'"],
    ["(data <> '{}'::jsonb)", "data <> '[]'"],
    ['(data <> \'{"a": 1}\'::jsonb)', 'data <> \'{"a": "1"}\''],
    ['(email IS JSON OBJECT)', 'json_valid(email)'],
  ]);
});

test('casts that say nothing, and those that do', () => {
  expectEqual([
    ["((status)::text <> ''::text)", "status <> ''"],
    ["((mood)::text = 'happy'::text)", "mood = 'happy'"],
    ['(a = (1)::bigint)', 'a = CAST(1 AS INTEGER)'],
    ['(b > (a)::bigint)', 'b > a'],
    ['((a)::numeric > 0.5)', 'a > 0.5'],
    ['(price > (0)::numeric)', 'price > 0'],
    ['(ratio >= (0)::double precision)', 'ratio >= 0.0'],
    ["(price = '-1.50'::numeric)", 'price = -1.5'],
    ['(b > 1000)', 'b > 1_000'],
    ['(b > 255)', 'b > 0xFF'],
    ["(id <> '00000000-0000-0000-0000-00000000000a'::uuid)", "id <> '00000000-0000-0000-0000-00000000000A'"],
    ["(body <> '\\x00ff'::bytea)", "body <> X'00FF'"],
    ["(at > '2020-01-01 00:00:00+00'::timestamp with time zone)", "at > '2020-01-01T00:00:00Z'"],
    ["(at_ms > '2020-01-01 00:00:00+00'::timestamp with time zone)", 'at_ms > 1577836800000'],
    ["(day > '2020-01-31'::date)", "day > '2020-01-31'"],
    ['(((a)::numeric / 2.0) > (1)::numeric)', 'a / 2.0 > 1'],
    ["(email = 'x'::text)", 'email = "x"'],
  ]);
  expectDifferent([
    ['((price)::integer > 0)', 'CAST(price AS INTEGER) > 0'],
    ['((a / 2) > 1)', 'a / 2.0 > 1'],
    ["((status)::character varying(3) = 'abc'::text)", "status = 'abc'"],
    ["((a)::text = '1'::text)", 'a = 1'],
    ["(email = '1'::text)", "email = '01'"],
    ['(price = 1.5)', 'price = 1.05'],
    ["(body <> '\\x00ff'::bytea)", "body <> '\\x00ff'"],
    ["(at > '2020-01-01 00:00:00+01'::timestamp with time zone)", "at > '2020-01-01T00:00:00Z'"],
    ["(at_ms > '2020-01-01 00:00:00+00'::timestamp with time zone)", 'at_ms > 1577836800'],
    ['((at)::date = day)', 'at = day'],
    ["(email = 'email'::text)", 'email = "email"'],
  ]);
});
