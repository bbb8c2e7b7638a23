/** Conditions as people write them in PostgreSQL: each is given to a real server, which prints it in its own words. */
export const conditions: readonly string[] = `
a > 0
a >= 0 AND a <= 100
a BETWEEN 1 AND 10
a NOT BETWEEN 1 AND 10
a BETWEEN SYMMETRIC 10 AND 1
0 < a
a = 1 OR a = 2
a IN (1, 2, 3)
a IN (1)
a NOT IN (1, 2)
a NOT IN (7)
a = ANY (ARRAY[1, 2])
a <> ALL (ARRAY[1, 2])
NOT a = 5
NOT (a > 5 AND b < 3)
NOT (a > 5 OR b < 3)
a IS NULL
a IS NOT NULL
a NOTNULL
b ISNULL
NOT (a IS NULL)
a IS DISTINCT FROM b
a IS NOT DISTINCT FROM 5
(a IS NULL) <> (b IS NULL)
(a IS NULL) = (b IS NOT NULL)
num_nonnulls(a, b) = 1
num_nulls(a, b) <= 1
a + b > 0
a - b - 1 > 0
a - (b - 1) > 0
a * 2 + b > 10
(a + 2) * b > 10
a / 2 > 1
a / 2.0 > 1
a % 2 = 0
mod(a, 2) = 0
-a < 0
a = -1
a > -5
a & 1 = 1
(a | 2) <> 0
a # 3 > 0
~a < 0
a << 2 < 1000
abs(a) < 1000
a::bigint * b < 1000
a::numeric / 3 < 10
small = 1
small IN (1, 2)
small + a > 0
b > 9007199254740991
b < 9223372036854775807
a > 1.5
a >= 1.0
flag
NOT flag
flag = true
flag = false
flag <> false
flag != true
flag IS TRUE
flag IS NOT TRUE
flag IS FALSE
flag IS UNKNOWN
flag IS NOT UNKNOWN
flag OR done
flag AND NOT done
flag = done
flag <> done
flag IN (true, false)
flag::int + done::int = 1
NOT (flag AND done)
coalesce(flag, false)
coalesce(flag, false) = false
status = 'open'
status <> ''
status IN ('open', 'closed')
status IN ('open')
status NOT IN ('open', 'closed')
status = 'open' OR status = 'closed'
status::text = 'open'
status LIKE 'a%'
status NOT LIKE '%z'
status ILIKE 'a%'
status NOT ILIKE 'a%'
status LIKE 'a!%%' ESCAPE '!'
status LIKE ANY (ARRAY['a%', 'b%'])
status SIMILAR TO 'a|b'
status ~ '^[a-z]+$'
status !~ '^[a-z]+$'
status ~* '^[a-z]+$'
length(status) = 4
status > 'a' AND status < 'b'
status = lower(status)
status COLLATE "C" < 'b'
email LIKE '%@%'
email = lower(email)
lower(email) = email
email <> '' AND length(email) <= 320
char_length(email) > 3
character_length(email) > 3
octet_length(email) < 100
length(trim(email)) > 0
trim(both from email) <> ''
trim(leading from email) = email
trim(trailing 'x' from email) = email
btrim(email) = email
btrim(email, ' x') = email
position('@' in email) > 1
strpos(email, '@') > 1
substring(email from 1 for 3) = 'abc'
substring(email, 2) = 'bc'
substr(email, 1, 1) = 'a'
substring(email from '^[a-z]+') = 'x'
left(email, 1) = 'x'
upper(email) <> email
replace(email, 'a', 'b') = email
email || status <> ''
concat(email, status) <> ''
overlay(email placing 'x' from 1) <> ''
email = E'a\\tb'
email = 'it''s'
email = U&'\\0061'
starts_with(email, 'a')
email ^@ 'a'
coalesce(email, status, '') <> ''
nullif(email, '') IS NOT NULL
greatest(a, 1) > 2
least(a, small) > 0
CASE WHEN flag THEN a > 0 ELSE a IS NULL END
CASE status WHEN 'open' THEN a IS NULL WHEN 'closed' THEN a IS NOT NULL ELSE true END
CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END = 1
code = 'ab'
code IN ('ab', 'cd')
code::text <> ''
mood = 'happy'
mood IN ('happy', 'sad')
mood::text = 'happy'
mood <> 'sad'::mood
price > 0
price >= 0.01
price > 0 AND price < 1000000
price = 1.50
price::integer > 0
price * 2 > a
round(price, 1) = price
ratio > 0
ratio BETWEEN 0 AND 1
ratio >= 0.5
ratio < 1e10
ratio > a
id <> '00000000-0000-0000-0000-000000000000'
id::text <> ''
data <> '{}'
data <> '{"b": 1, "a": 2}'::jsonb
data ->> 'k' = 'v'
data -> 'k' IS NOT NULL
data #>> '{a,b}' = 'x'
(data ->> 'n')::int > 5
data -> 'a' ->> 'b' <> ''
data ? 'k'
data @> '{"a": 1}'
jsonb_typeof(data) = 'object'
jsonb_array_length(data) > 0
jsonb_typeof(data -> 'tags') = 'array'
body <> ''
body = '\\x00ff'
octet_length(body) = 4
length(body) = 4
encode(body, 'hex') <> ''
tags <> '{}'
tags = ARRAY['a', 'b']
cardinality(tags) > 0
array_length(tags, 1) > 0
'x' = ANY (tags)
tags[1] = 'x'
at > '2020-01-01 00:00:00+00'
at > timestamptz '2020-01-01 00:00:00Z'
at < at_ms + interval '1 day'
at_ms >= '1970-01-01 00:00:00+00'
extract(epoch from at) > 0
date_trunc('day', at at time zone 'UTC') IS NOT NULL
(at at time zone 'UTC')::date = day
day >= '2020-01-01'
day > date '2020-01-01'
begins < '12:00'
host <> '127.0.0.1'
(a, b) <> (1, 2)
ROW(a, small) = ROW(1, 2)
a OPERATOR(pg_catalog.=) 1
email IS NOT NULL AND status IS NOT NULL OR a IS NOT NULL AND b IS NOT NULL
(flag OR done) AND (a > 1 OR b > 1)
a = 1 AND (status = 'x' OR status = 'y') AND flag
(status = 'revoked') = (at IS NOT NULL)
a IS NULL OR a > 0
length(status) = 2 AND upper(status) = status
`
  .trim()
  .split('\n');

/** Defaults by the column that has them. */
export const defaults: readonly (readonly [column: string, text: string])[] = [
  ['a', '0'],
  ['a', '-1'],
  ['a', '+1'],
  ['a', "'5'"],
  ['a', '1 + 2'],
  ['a', '0x1F'],
  ['b', '0'],
  ['b', '9223372036854775807'],
  ['b', '(extract(epoch from now()) * 1000)::bigint'],
  ['small', '1'],
  ['flag', 'true'],
  ['flag', 'FALSE'],
  ['flag', "'t'"],
  ['flag', "'no'"],
  ['status', "'open'"],
  ['status', "''"],
  ['status', "'it''s'"],
  ['status', 'NULL'],
  ['status', "upper('x')"],
  ['email', "''"],
  ['email', "E'a\\b'"],
  ['email', 'NULL'],
  ['email', '5'],
  ['code', "'ab'"],
  ['mood', "'happy'"],
  ['price', '0'],
  ['price', '0.00'],
  ['price', '1.50'],
  ['price', '-0.5'],
  ['ratio', '0'],
  ['ratio', '1.5'],
  ['ratio', '1e3'],
  ['id', 'gen_random_uuid()'],
  ['id', "'00000000-0000-0000-0000-00000000000A'"],
  ['data', "'{}'"],
  ['data', "'[]'::jsonb"],
  ['data', `'{"b": [1, 2], "a": null}'`],
  ['data', "jsonb_build_object('a', 1)"],
  ['body', "''"],
  ['body', "'\\x00ff'"],
  ['body', "'{}'::bytea"],
  ['tags', "'{}'"],
  ['tags', '\'{a,"b c"}\''],
  ['tags', 'ARRAY[]::text[]'],
  ['at', 'now()'],
  ['at', 'CURRENT_TIMESTAMP'],
  ['at', 'transaction_timestamp()'],
  ['at', 'LOCALTIMESTAMP'],
  ['at', "'1970-01-01 00:00:00+00'"],
  ['at', "now() + interval '01:00:00'"],
  ['at', "now() at time zone 'utc'"],
  ['at', "'epoch'"],
  ['day', 'CURRENT_DATE'],
  ['day', 'now()'],
  ['day', "'2020-01-31'"],
  ['begins', "'12:00'"],
  ['begins', 'CURRENT_TIME'],
  ['host', "'127.0.0.1'"],
];
