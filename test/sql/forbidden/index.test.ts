import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines } from '../../../src/core/engine.ts';
import { findForbidden } from '../../../src/sql/forbidden/index.ts';
import { forbiddenRules } from '../../../src/sql/forbidden/rules.ts';
import { splitStatements } from '../../../src/sql/statements.ts';
import { found, scriptOf } from './find.ts';

describe('what a script must not hold', () => {
  test('is a finding with its place on disk and what to do', () => {
    const script = scriptOf('sqlite', '\uFEFF-- lockstep: allow=vacuum "a"\r\nSELECT 1;\r\n  vacuum;\r\n');
    expect(findForbidden(script)).toEqual([
      {
        code: 'FORBIDDEN_STATEMENT',
        rule: 'vacuum',
        severity: 'error',
        file: 'a.sql',
        line: 3,
        column: 3,
        message: 'VACUUM cannot run in a transaction',
        hint: 'Take VACUUM out, and run it by hand after the migration.',
      },
    ]);
  });

  test('findings stand in the order of the script', () => {
    expect(found('sqlite', 'BEGIN;\nPRAGMA x;\nVACUUM;\nCOMMIT;').map((line) => line.split(':')[0])).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  test.each(engines)('is nothing in a script of plain statements, nor in a declared no-op: %s', (engine) => {
    const plain = "CREATE TABLE t (a text); -- COMMIT;\nINSERT INTO t VALUES ('; COMMIT;');";
    expect(found(engine, plain)).toEqual([]);
    expect(findForbidden({ ...scriptOf(engine, 'COMMIT'), noOp: 'nothing to do' })).toEqual([]);
  });

  test.each(engines)('every rule has a name of its own: %s', (engine) => {
    const ids = forbiddenRules[engine].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test.each(engines)(
    'a script without a match of `mentions` holds nothing that the rule forbids: %s',
    (engine) => {
      const words =
        'BEGIN commit End ROLLBACK abort savepoint release START SET LOCAL TRANSACTION prepare CREATE UNIQUE INDEX DROP ' +
        'CONCURRENTLY REINDEX TABLE vacuum CLUSTER DATABASE ALTER SYSTEM TABLESPACE DISCARD ALL SUBSCRIPTION DETACH ATTACH ' +
        'PARTITION COPY t FROM TO STDIN STDOUT PRAGMA x INSERT UPDATE OR INTO ON 1 1e é "q" \'s\'';
      const pieces = [
        ...words.split(' '),
        '; ',
        ' ',
        '\n',
        '/*',
        '*/',
        '--',
        '\\',
        '?1',
        ':a',
        '@b',
        '$c',
        '(',
        ')',
      ];
      let found = 0;
      const script = fc.array(
        fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', '', ';', '\uFEFF')),
      );
      fc.assert(
        fc.property(script, fc.constantFrom('atomic' as const, 'none' as const), (parts, transaction) => {
          const text = parts.flat().join('');
          for (const statement of splitStatements(engine, text)) {
            for (const { id, mentions, find } of forbiddenRules[engine]) {
              if (find(statement, { transaction }) === null) continue;
              found++;
              expect({ id, text, isMentioned: mentions.test(text) }).toMatchObject({ isMentioned: true });
            }
          }
        }),
        { numRuns: 3000, seed: 5 },
      );
      expect(found).toBeGreaterThan(300);
    },
  );
});
