import { describe, expect, test } from 'vitest';
import { excerptOf, renderExcerpt } from '../../../src/cli/render/excerpt.ts';
import { renderFailure } from '../../../src/cli/render/failure.ts';
import { LockstepError } from '../../../src/core/errors.ts';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import type { Problem, StepOutcome } from '../../../src/core/report.ts';
import { edited, local, moduleOf, production, reportOf, step, terminal } from './samples.ts';

const wide = terminal(140);

describe('a failure', () => {
  test('shows code, message, the line with a caret, what was applied before, and what to do', () => {
    const applied = { ...step('V20__a', 'applied'), outcome: 'applied' } as const;
    const error = new LockstepError(
      'MIGRATION_FAILED',
      'V21__b on local (migrations/sqlite/V21__b.sql:3:8): no such column: nme',
      {
        hint: 'Mend the script.',
        details: {
          migration: 'V21__b',
          database: 'local',
          engineCode: 'SQLITE_ERROR',
          engineMessage: 'no such column: nme',
        },
        report: reportOf(local([moduleOf([applied])])),
      },
    );
    const excerpt = excerptOf('CREATE TABLE a (id TEXT);\r\n-- then\r\nSELECT nme FROM a;\r\n', 3, 8);
    expect(renderFailure(error, excerpt, wide)).toBe(
      `
✗ MIGRATION_FAILED
  V21__b on local (migrations/sqlite/V21__b.sql:3:8): no such column: nme

  1 │ CREATE TABLE a (id TEXT);
  2 │ -- then
  3 │ SELECT nme FROM a;
    │        ^

  applied before that on local: V20__a
  → Mend the script.`.trimStart(),
    );
  });

  test('says what the engine said and where it was, when the message does not', () => {
    const error = new LockstepError('DISK_FULL', 'The disk is full', {
      details: { database: 'production', engineCode: '53100', engineMessage: 'could not extend file' },
    });
    const lines = renderFailure(error, null, wide).split('\n');
    expect(lines[0]).toBe('✗ DISK_FULL  production');
    expect(lines[2]).toBe('  the database says: 53100 could not extend file');
  });

  test('lists the problems of the other databases too', () => {
    const other = { ...edited, message: 'V19 was changed too' };
    const report = reportOf(
      local([moduleOf([], { problem: edited })]),
      production([moduleOf([], { problem: other })]),
    );
    const text = renderFailure(
      new LockstepError('CHECKSUM_MISMATCH', `local: ${edited.message}`, { report }),
      null,
      wide,
    );
    expect(text.split(edited.message)).toHaveLength(2);
    expect(text).toContain('✗ CHECKSUM_MISMATCH on production\n    V19 was changed too');
  });

  test('keeps each problem and its hint together, in the order of the databases', () => {
    const problem = (name: string): Problem => ({
      ...edited,
      message: `V18 was changed on ${name}.`,
      hint: `Mend ${name}.`,
    });
    const report = reportOf(
      local([moduleOf([], { problem: problem('local') })]),
      production([moduleOf([], { problem: problem('production') })]),
    );
    const error = new LockstepError('CHECKSUM_MISMATCH', 'local: V18 was changed on local.', {
      hint: 'Mend local.',
      report,
    });
    expect(renderFailure(error, null, wide)).toBe(
      `
✗ CHECKSUM_MISMATCH
  local: V18 was changed on local.
  → Mend local.

  ✗ CHECKSUM_MISMATCH on production
    V18 was changed on production.
    → Mend production.`.trimStart(),
    );
  });

  test('shows the same problem on another database too', () => {
    const modules = [moduleOf([], { problem: edited })];
    const error = new LockstepError('CHECKSUM_MISMATCH', `local: ${edited.message}`, {
      details: { database: 'local' },
      report: reportOf(local(modules), production(modules)),
    });
    const text = renderFailure(error, null, wide);
    expect(text.split(edited.message)).toHaveLength(3);
    expect(text).toContain(`✗ CHECKSUM_MISMATCH on production\n    ${edited.message}`);
  });

  describe('of a script in a run over several databases', () => {
    const failed = (code: ErrorCode, onLocal: StepOutcome): string => {
      const at = (outcome: StepOutcome): ReturnType<typeof moduleOf> =>
        moduleOf([{ ...step('V21__b', 'pending'), outcome }]);
      const report = reportOf(local([at(onLocal)]), production([at('failed')]));
      const details = { database: 'production', module: 'gateway', migration: 'V21__b' };
      return renderFailure(new LockstepError(code, 'V21__b failed', { details, report }), null, wide);
    };
    const said = 'local does not have it either: nothing of it was kept there';

    test('says that the others do not have it either', () => {
      expect(failed('MIGRATION_FAILED', 'not-run')).toContain(`\n  ${said}\n`);
    });

    test('says nothing of the kind where another has it, or nobody knows', () => {
      expect(failed('MIGRATION_FAILED', 'applied')).not.toContain('not have it');
      expect(failed('MIGRATION_FAILED', 'already-applied')).not.toContain('not have it');
      expect(failed('OUTCOME_UNKNOWN', 'not-run')).not.toContain('not have it');
    });
  });

  test('breaks long messages at spaces', () => {
    const error = new LockstepError('USAGE', 'word '.repeat(40).trim());
    for (const line of renderFailure(error, null, terminal(60)).split('\n'))
      expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('an excerpt', () => {
  const caretUnder = (text: string, column: number, width: number): string => {
    const lines = renderExcerpt(excerptOf(text, 1, column)!, terminal(width), 0);
    const at = lines.at(-1)!.indexOf('^');
    return lines.at(-2)!.slice(at, at + 3);
  };

  test('puts the caret under the column, behind tabs too', () => {
    expect(caretUnder('\tSELECT nme', 9, 80)).toBe('nme');
  });

  test('moves a long line so that the caret stays on the screen', () => {
    expect(caretUnder(`${'x'.repeat(200)}nme${'y'.repeat(200)}`, 201, 80)).toBe('nme');
  });

  test('counts the columns of wide characters', () => {
    const lines = renderExcerpt(excerptOf("SELECT '日本', nme", 1, 14)!, terminal(80), 0);
    expect(lines.at(-1)!.indexOf('^')).toBe(4 + "SELECT '日本', ".length + 2);
  });

  test('is none where the file has no such line', () => {
    expect(excerptOf('a\nb', 7, 1)).toBeNull();
  });
});
