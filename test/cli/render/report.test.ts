import { describe, expect, test } from 'vitest';
import { renderPending } from '../../../src/cli/render/pending.ts';
import { renderReport } from '../../../src/cli/render/report.ts';
import { lookAtOutcomes, stateLook } from '../../../src/cli/render/step-sight.ts';
import type { MigrationReport } from '../../../src/core/report.ts';
import { edited, local, moduleOf, pipe, production, reportOf, step, terminal, upgraded } from './samples.ts';

const wide = terminal(140);
const one = reportOf(local([moduleOf(upgraded)]));
const behind = upgraded.map((each) =>
  each.name === 'V21__merge_budgets' ? step(each.name, 'pending') : each,
);
const two = reportOf(local([moduleOf(upgraded)]), production([moduleOf(behind)]));

describe('one database', () => {
  test('has a line per step: state, name, category, when, by whom, how long, why nothing', () => {
    expect(renderReport(one, stateLook, wide)).toBe(
      `
local  sqlite  better-sqlite3  sqlite:.data/gateway.db

gateway  V21 → V24
  ✓ V17__baseline               startup  2 days ago     ada@host  31 ms
  ✓ V18__profiles               startup  2 days ago     ada@host  12 ms
  ✓ V19__service_accounts       startup  2 days ago     ada@host  12 ms
  ✓ V20__log_time_index         startup  2 days ago     ada@host  0 ms   no-op: the index is in the baseline
  ✓ V21__merge_budgets          startup  2 days ago     ada@host  12 ms
  ✓ S001__reference_data        seed     2 days ago     ada@host  12 ms
  ○ V22__budget_check           startup  pending
  ○ V23__validate_budget_check  startup  pending                         no-op: SQLite validates at once
  ○ DM001__backfill_ledger      data     pending
  ∙ V24__drop_legacy_cost       release  held by DM001`.trimStart(),
    );
  });

  test('prints times as they are into a file or pipe', () => {
    expect(renderReport(one, stateLook, pipe)).toContain('2026-03-08T10:00:00.000Z');
  });

  test('never writes a line that is wider than the terminal', () => {
    const lines = renderReport(one, stateLook, terminal(80)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });

  test('leaves out who, then how long, before it cuts anything', () => {
    const at = (width: number): string | undefined =>
      renderReport(one, stateLook, terminal(width)).split('\n')[4];
    expect(at(66)).toBe('  ✓ V18__profiles               startup  2 days ago     12 ms');
    expect(at(60)).toBe('  ✓ V18__profiles               startup  2 days ago');
  });

  test('shows a problem with what to do below its module', () => {
    const report = reportOf(local([moduleOf([step('V18__profiles', 'edited')], { problem: edited })]));
    expect(renderReport(report, stateLook, wide)).toContain(
      [
        '  ✗ V18__profiles  startup  edited, 2 days ago  ada@host  12 ms',
        '  ✗ CHECKSUM_MISMATCH',
        '    migrations/sqlite/V18__profiles.sql was changed after it had been applied.',
        '    → Restore the file, or accept it: lockstep repair --accept V18 --reason TEXT.',
      ].join('\n'),
    );
  });

  test('folds what is long applied, and keeps the last five', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      step(`V${index + 1}__x`, index < 980 ? 'applied' : 'pending'),
    );
    const lines = renderReport(reportOf(local([moduleOf(many)])), stateLook, wide).split('\n');
    expect(lines).toHaveLength(2 + 1 + 1 + 5 + 20);
    expect(lines[3]).toBe('  … 975 applied');
    expect(lines[4]).toContain('V976__x');
  });

  test('names versions of the numbered profile as its files do', () => {
    const numbered = moduleOf([], {
      current: 3,
      latest: 12,
      migrations: [step('012_x', 'pending', { version: 12 })],
    });
    expect(renderReport(reportOf(local([numbered])), stateLook, wide)).toContain('gateway  003 → 012');
  });

  test('says that it is being installed, and where the install ends', () => {
    const module = moduleOf(upgraded, { installing: 'V24__drop_legacy_cost' });
    expect(renderReport(reportOf(local([module])), stateLook, wide)).toContain(
      'installing up to V24__drop_legacy_cost',
    );
  });

  test('does not let a database drive the terminal', () => {
    const hostile = step('V17__baseline', 'applied', { appliedBy: 'ada\u001b[2J\u0007\u202e' });
    expect(renderReport(reportOf(local([moduleOf([hostile])])), stateLook, wide)).toContain('ada  12 ms');
  });
});

describe('several databases', () => {
  test('stand side by side, and a step on which they differ is marked', () => {
    expect(renderReport(two, stateLook, wide)).toBe(
      `
local       sqlite    better-sqlite3  sqlite:.data/gateway.db
production  postgres  pg              postgres://app:***@db.example/gateway

gateway                                local            production
                                       V21 → V24        V20 → V24
  V17__baseline               startup  ✓ 2 days ago     ✓ 2 days ago
  V18__profiles               startup  ✓ 2 days ago     ✓ 2 days ago
  V19__service_accounts       startup  ✓ 2 days ago     ✓ 2 days ago
  V20__log_time_index         startup  ✓ 2 days ago     ✓ 2 days ago
≠ V21__merge_budgets          startup  ✓ 2 days ago     ○ pending
  S001__reference_data        seed     ✓ 2 days ago     ✓ 2 days ago
  V22__budget_check           startup  ○ pending        ○ pending
  V23__validate_budget_check  startup  ○ no-op          ○ no-op
  DM001__backfill_ledger      data     ○ pending        ○ pending
  V24__drop_legacy_cost       release  ∙ held by DM001  ∙ held by DM001`.trimStart(),
    );
  });

  test('keep their columns on a narrow terminal: marks alone instead of cut words', () => {
    const databases = ['a', 'b', 'c', 'd'].map((name) => ({ ...local([moduleOf(upgraded)]), name }));
    const lines = renderReport(reportOf(...databases), stateLook, terminal(80)).split('\n');
    expect(lines).toContain('  V22__budget_check          startup  ○          ○          ○          ○');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([80, 120])(
    'that are installed say so in a line that widens no column, at %i columns',
    (width) => {
      const fresh = upgraded.map(
        ({ name, category }): MigrationReport => ({
          ...step(name, 'pending', { category }),
          outcome: 'planned',
        }),
      );
      const module = moduleOf(fresh, { installing: 'V24__drop_legacy_cost' });
      const report = reportOf(local([module]), production([module]));
      const lines = renderReport(report, lookAtOutcomes(), terminal(width)).split('\n').slice(3);
      expect(lines.slice(0, 4)).toEqual([
        'gateway                                local        production',
        '                                       empty → V24  empty → V24',
        '  installing up to V24__drop_legacy_cost',
        '  V17__baseline               startup  ○ will run   ○ will run',
      ]);
      expect(lines.join()).not.toContain('…');
    },
  );

  test('name the one that is being installed where others are not', () => {
    const installing = moduleOf(behind, { installing: 'V24__drop_legacy_cost' });
    const report = reportOf(local([moduleOf(upgraded)]), production([installing]));
    expect(renderReport(report, stateLook, wide)).toContain(
      '\n  installing on production up to V24__drop_legacy_cost\n',
    );
  });

  test('show one that cannot be reached, and the steps of the rest', () => {
    const error = {
      code: 'DATABASE_UNREACHABLE',
      message: 'connection refused',
      hint: 'Start it.',
      details: {},
    } as const;
    const text = renderReport(
      reportOf(local([moduleOf(upgraded)]), { ...production([]), error }),
      stateLook,
      wide,
    );
    expect(text).toContain('gateway  on local  V21 → V24');
    expect(text).toContain('  ✗ DATABASE_UNREACHABLE\n    connection refused\n    → Start it.');
  });

  test('a step that one database does not know is a dash there', () => {
    const extra = [...upgraded, step('V25__newer', 'unknown')];
    const text = renderReport(
      reportOf(local([moduleOf(upgraded)]), production([moduleOf(extra)])),
      stateLook,
      wide,
    );
    expect(text).toMatch(/≠ V25__newer +startup +- +✗ unknown here/);
  });
});

describe('the line that sums up', () => {
  test('says that nothing is pending', () => {
    const done = reportOf(local([moduleOf([step('V17__baseline', 'applied')])]));
    expect(renderPending(done, wide)).toEqual(['nothing pending']);
  });

  test('counts by category and names the command that goes on', () => {
    expect(renderPending(one, wide)).toEqual([
      '4 pending: 2 startup, 1 release, 1 data',
      '→ lockstep migrate',
    ]);
    expect(renderPending(two, wide)[0]).toBe('9 pending on 2 databases: 5 startup, 2 release, 2 data');
  });

  test('names the gate that is closed, not what it holds', () => {
    const gated = upgraded.filter(({ category, state }) => category !== 'startup' || state === 'applied');
    expect(renderPending(reportOf(local([moduleOf(gated)])), wide)[1]).toBe(
      '→ lockstep migrate --category data',
    );
  });

  test('names no command where a problem stands in the way', () => {
    expect(renderPending(reportOf(local([moduleOf(upgraded, { problem: edited })])), wide)).toEqual([
      '4 pending: 2 startup, 1 release, 1 data',
      'migrate refuses: CHECKSUM_MISMATCH',
    ]);
  });
});

describe('a database that could not be read', () => {
  const error = { code: 'DATABASE_UNREACHABLE', message: 'refused', hint: '', details: {} } as const;

  test('is never counted as having nothing pending', () => {
    expect(renderPending(reportOf({ ...local([]), error }), wide)).toEqual([
      'the database could not be read',
    ]);
    const done = moduleOf([step('V17__baseline', 'applied')]);
    expect(renderPending(reportOf(local([done]), { ...production([]), error }), wide)).toEqual([
      'nothing pending',
      '1 of 2 databases could not be read',
    ]);
  });
});

test.each([
  ['a legacy name leaves a versioned module its letter', ['001_init', 'V2__users'], 'V2'],
  ['a legacy name leaves a numbered module its digits', ['V1__init', '002_users'], '002'],
])('%s', (_name, names, current) => {
  const steps = names.map((name, index) => step(name, 'applied', { version: index + 1 }));
  expect(renderReport(reportOf(local([moduleOf(steps)])), stateLook, wide)).toContain(
    `gateway  ${current}\n`,
  );
});
