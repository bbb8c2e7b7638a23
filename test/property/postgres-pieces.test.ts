import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPostgresSyntaxError } from '../../src/sql/parse-postgres.ts';
import { fragmentsOf } from '../sql/fragments.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

const long = 'a'.repeat(10_001);

const valid = fc.constantFrom(
  "INSERT INTO t (a, b) VALUES (1, 'x'), (2, DEFAULT), ((SELECT 1), NULL) ON CONFLICT (a) DO UPDATE SET b = 'y', a = 2",
  'INSERT INTO s.t AS u OVERRIDING SYSTEM VALUE VALUES (1), (2) RETURNING (a), (b)',
  'INSERT INTO values VALUES (1), (2)',
  'INSERT INTO t SELECT 1 FROM x values (a), (SELECT 1) y',
  'VALUES (1), (2) UNION VALUES (3), (4)',
  'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END',
  'CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; INSERT INTO u VALUES (1), (2))',
  `DO $d$${long}$d$`,
  `COMMENT ON TABLE t IS '${long}'`,
  `SELECT E'${long}', B'${long}', '${long}' AS b`,
);
const broken = fragmentsOf(
  "INSERT INTO t VALUES (1), (2¦), ¦(3), oops (4)¦, , (5)¦(6) (7)¦VALUES¦SELECT¦'¦\"¦$$¦$d$¦'a'¦--¦/*¦*/¦(¦)¦E'\\¦\n¦;¦é😀",
);
const script = fc
  .array(fc.oneof({ weight: 3, arbitrary: valid }, broken), { minLength: 1, maxLength: 5 })
  .chain((parts) => fc.constantFrom(...[';\n', ' ', '; -- é😀 ;\n'].map((between) => parts.join(between))));

test(`a long PostgreSQL script in pieces is judged as it is judged whole, with the same words at the same place (seed ${seed})`, {
  timeout: propertyTimeout,
}, async () => {
  let refused = 0;
  await holds(
    fc.asyncProperty(script, fc.constantFrom(1, 40, 200), async (text, length) => {
      const whole = await findPostgresSyntaxError(text, Number.POSITIVE_INFINITY);
      if (whole !== null) refused += 1;
      expect(await findPostgresSyntaxError(text, length)).toEqual(whole);
    }),
    150,
  );
  expect(refused).toBeGreaterThan(30);
});
