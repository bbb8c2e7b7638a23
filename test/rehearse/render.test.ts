import { expect, test } from 'vitest';
import { renderRehearsal } from '../../src/cli/render/rehearse.ts';
import type { View } from '../../src/cli/render/view.ts';
import type { RehearsalFinding, RehearsalReport } from '../../src/rehearse/report.ts';

const plain: View = { paint: (_tone, text) => text, width: Number.POSITIVE_INFINITY, now: null };

const nulled: RehearsalFinding = {
  kind: 'value-nulled',
  step: 'V2',
  engine: 'sqlite',
  table: 'orders',
  column: 'owner_id',
  count: 2,
  samples: [
    { row: 'id=1', before: '7', after: null },
    { row: 'id=2', before: '', after: null },
  ],
  message: '2 values of orders.owner_id are NULL now, and the script does not set the column',
  hint: 'Mend it.',
  file: 'migrations/sqlite/V2__a.sql',
  line: 3,
};

const report: RehearsalReport = {
  verdict: 'findings',
  engines: { postgres: 'PostgreSQL 18.4', sqlite: 'SQLite 3.53.0' },
  rowsPerTable: 20,
  modules: [
    {
      module: 'shop',
      steps: [
        { step: 'V1', name: 'V1__a', rows: { postgres: 0, sqlite: 0 }, findings: 0 },
        { step: 'V2', name: 'V2__a', rows: { postgres: 40, sqlite: 39 }, findings: 1 },
      ],
      findings: [nulled],
      notCovered: [{ table: 'odd', step: 'V2', reason: 'CHECK (n = 3)' }],
    },
  ],
};

test('a report for people: steps, findings with their samples, what was not covered, the verdict', () => {
  expect(renderRehearsal(report, plain)).toBe(`✗ shop
  ✓  V1  0 rows
  ✗  V2  40 rows on PostgreSQL, 39 on SQLite  1 finding

✗ V2  value-nulled  SQLite  migrations/sqlite/V2__a.sql:3
  2 values of orders.owner_id are NULL now, and the script does not set the column
    id=1  was 7   is NULL
    id=2  was ''  is NULL
  → Mend it.

! not covered: no row was found for 1 table
    odd  V2  CHECK (n = 3)
  → Give rows for them in the file that "fixtures" of the module names (docs/rehearsal.md).

1 finding: 2 steps on PostgreSQL 18.4 and SQLite 3.53.0, 20 rows per table, 1 table not covered`);
});

test('nothing found', () => {
  const [module] = report.modules;
  const passed = { ...module!, steps: module!.steps.slice(0, 1), findings: [], notCovered: [] };
  expect(renderRehearsal({ ...report, verdict: 'passed', modules: [passed] }, plain)).toBe(`✓ shop
  ✓  V1  0 rows

every row is accounted for: 1 step on PostgreSQL 18.4 and SQLite 3.53.0, 20 rows per table`);
});
