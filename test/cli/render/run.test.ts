import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../src/cli/render/report.ts';
import { renderPlan, renderRun } from '../../../src/cli/render/run.ts';
import { lookAtOutcomes } from '../../../src/cli/render/step-sight.ts';
import type { DatabaseReport, MigrationReport } from '../../../src/core/report.ts';
import { coloured, local, moduleOf, production, reportOf, step, terminal, upgraded } from './samples.ts';

const wide = terminal(140);

describe('a run', () => {
  const ran = upgraded.map((each): MigrationReport => {
    if (each.state === 'applied') return { ...each, outcome: 'already-applied' };
    if (each.category !== 'startup') return { ...each, outcome: 'not-run' };
    return { ...step(each.name, 'applied', { durationMs: 7, noOp: each.noOp }), outcome: 'applied' };
  });

  test('shows what it applied, what stays and why, and sums up', () => {
    expect(renderRun(reportOf(local([moduleOf(ran)])), 1234, wide, { flags: '' })).toBe(
      `
local  sqlite  better-sqlite3  sqlite:.data/gateway.db

gateway  V23 → V24
  … 6 already applied
  ✓ V22__budget_check           startup  applied in 7 ms
  ✓ V23__validate_budget_check  startup  applied in 7 ms      no-op: SQLite validates at once
  ∙ DM001__backfill_ledger      data     gate closed
  ∙ V24__drop_legacy_cost       release  held by DM001

2 applied in 1.2 s
2 pending: 1 release, 1 data
→ lockstep migrate --category data`.trimStart(),
    );
  });

  test('names a declared no-op where it ran, not where it did not', () => {
    const at = (outcome: 'applied' | 'not-run'): ReturnType<typeof moduleOf> =>
      moduleOf([{ ...step('V23__validate', 'pending', { noOp: 'checked at once' }), outcome }]);
    const text = renderReport(
      reportOf(local([at('applied')]), production([at('not-run')])),
      lookAtOutcomes(),
      wide,
    );
    expect(text).toMatch(/V23__validate +startup +✓ no-op +∙ not run/);
  });

  test('with nothing to do says so', () => {
    const done = [{ ...step('V17__baseline', 'applied'), outcome: 'already-applied' } as const];
    const text = renderRun(reportOf(local([moduleOf(done)])), 3, wide, { flags: '' });
    expect(text.split('\n').slice(-2)).toEqual(['nothing to apply', 'nothing pending']);
  });

  test('as a plan says what would run, and that nothing was written', () => {
    const planned = upgraded.map(
      (each): MigrationReport => ({
        ...each,
        outcome: each.state === 'pending' ? 'planned' : 'already-applied',
      }),
    );
    const text = renderPlan(reportOf(local([moduleOf(planned)])), wide, { flags: '' });
    expect(text).toContain('○ V22__budget_check           startup  will run');
    expect(text).toContain('3 would run; nothing was written');
  });

  test('as a plan for several databases counts scripts and steps', () => {
    const planned = moduleOf([{ ...step('V18__a', 'pending'), outcome: 'planned' }]);
    const plan = (...databases: readonly DatabaseReport[]): string | undefined =>
      renderPlan(reportOf(...databases), wide, { flags: '' })
        .split('\n')
        .at(-1);
    expect(plan(local([planned]), production([planned]))).toBe(
      '2 would run on 2 databases (1 step); nothing was written',
    );
    expect(plan(local([planned]))).toBe('1 would run; nothing was written');
  });

  test('paints good, open and bad things apart', () => {
    const bad = reportOf(
      local([
        moduleOf([
          { ...step('V17__a', 'applied'), outcome: 'applied' },
          { ...step('V18__b', 'pending'), outcome: 'failed' },
        ]),
      ]),
    );
    const text = renderReport(bad, lookAtOutcomes(), coloured);
    expect(text).toContain('<good:✓ V17__a>');
    expect(text).toContain('<bad:✗ V18__b>');
  });
});
