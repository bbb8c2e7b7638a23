import { describe, expect, test } from 'vitest';
import { found } from './find.ts';

const controls = [
  ['BEGIN', 'BEGIN'],
  ['begin isolation level serializable', 'BEGIN'],
  ['START TRANSACTION', 'START TRANSACTION'],
  ['COMMIT', 'COMMIT'],
  ['COMMIT AND CHAIN', 'COMMIT'],
  ['END WORK', 'END'],
  ['ROLLBACK TO SAVEPOINT s', 'ROLLBACK'],
  ['Abort', 'ABORT'],
  ['SAVEPOINT s', 'SAVEPOINT'],
  ['RELEASE s', 'RELEASE'],
  ["PREPARE TRANSACTION 'x'", 'PREPARE TRANSACTION'],
  ["COMMIT PREPARED 'x'", 'COMMIT PREPARED'],
  ["ROLLBACK PREPARED 'x'", 'ROLLBACK PREPARED'],
] as const;

describe('PostgreSQL: transaction control', () => {
  test.each(controls)('%s', (statement, name) => {
    expect(found('postgres', `SELECT 1;\n ${statement};`)).toEqual([
      `2:2 transaction-control: ${name} would break the transaction in which Lockstep runs the script`,
    ]);
  });

  test.each(controls)('%s, with transaction=none too', (statement, name) => {
    expect(found('postgres', `-- lockstep: transaction=none\n${statement};`)).toEqual([
      `2:1 transaction-control: ${name} has no place in a transaction=none script, whose statements are sent one by one`,
    ]);
  });

  test.each([
    'PREPARE p AS SELECT 1',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;',
    'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END; $$',
    'DO $$ BEGIN; COMMIT; END $$',
    'CREATE TABLE commit (begin int, "end" int)',
    "SELECT E'\\'; COMMIT; --'",
    'SELECT 1 /* ; /* */ COMMIT; */',
  ])('is not: %s', (script) => {
    expect(found('postgres', script)).toEqual([]);
  });

  test('behind a function body it is found', () => {
    const script = 'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; END;';
    expect(found('postgres', script)).toHaveLength(1);
  });
});
