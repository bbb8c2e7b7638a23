import { expect, test } from 'vitest';
import { repairCommand } from '../../../src/cli/commands/repair.ts';
import { renderRepairs } from '../../../src/cli/render/repairs.ts';
import { pipe } from './samples.ts';

test('both ways out of a half-done step speak of the statement, not of the step', () => {
  const text = renderRepairs(
    [
      {
        database: 'production',
        module: 'gateway',
        migration: 'V8__index',
        code: 'HALF_DONE',
        finding: 'statement 2 (line 3) was in flight and its outcome cannot be known: CREATE INDEX',
        details: {},
      },
    ],
    pipe,
  );
  expect(text).toContain('--resume (the statement counts as not done: the next migrate sends it again)');
  expect(text).toContain('--mark-done (it counts as done: the next migrate goes on behind it)');
});

test('the help says when marking done completes the step', () => {
  const help = repairCommand.options.find(({ flags }) => flags === '--mark-done')?.description;
  expect(help).toContain('goes on behind it; where it was the last one the step is recorded as applied');
});
