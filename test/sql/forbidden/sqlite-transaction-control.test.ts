import { describe, expect, test } from 'vitest';
import { found } from './find.ts';

describe('SQLite: transaction control', () => {
  test.each([
    ['BEGIN', 'BEGIN'],
    ['begin immediate transaction', 'BEGIN'],
    ['COMMIT', 'COMMIT'],
    ['End', 'END'],
    ['END TRANSACTION', 'END'],
    ['ROLLBACK', 'ROLLBACK'],
    ['ROLLBACK TO s', 'ROLLBACK'],
    ['SAVEPOINT s', 'SAVEPOINT'],
    ['/* a */ RELEASE /* b */ s', 'RELEASE'],
  ])('%s', (statement, name) => {
    expect(found('sqlite', `SELECT 1;\n${statement};\nSELECT 2;`)).toEqual([
      `2:${statement.startsWith('/*') ? 9 : 1} transaction-control: ${name} would break the transaction in which Lockstep runs the script`,
    ]);
  });

  test.each([
    'CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END;',
    'CREATE TABLE "commit" (release, "end"); INSERT INTO "commit" VALUES (1, 2)',
    "INSERT INTO t VALUES ('; COMMIT;')",
    'SELECT 1 -- ;\n-- COMMIT;',
    'EXPLAIN COMMIT',
  ])('is not: %s', (script) => {
    expect(found('sqlite', script)).toEqual([]);
  });

  test('behind a trigger it is found', () => {
    expect(found('sqlite', 'CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; END;')).toHaveLength(1);
  });
});

test.each(['CREATE TABLE e (a);\vCOMMIT;', '\vCOMMIT;', 'SELECT 1;/**/\vCOMMIT;'])(
  'a vertical tab hides nothing: %j',
  (text) => expect(found('sqlite', text)).toHaveLength(1),
);
