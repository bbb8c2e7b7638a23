import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  buildModuleReport,
  buildRunReport,
  countPending,
  type ReportedRun,
} from '../../src/core/build-report.ts';
import type { LoadedModule } from '../../src/core/migration.ts';
import type { PlanDatabase } from '../../src/core/plan.ts';
import type { ModuleReport } from '../../src/core/report.ts';
import { at, chain, empty } from './module-text.ts';
import { type Asked, planOf } from './plan-text.ts';

function reportOf(
  module: LoadedModule,
  database: PlanDatabase,
  run?: ReportedRun,
  asked: Asked = {},
): ModuleReport {
  const plan = planOf(module, [database], asked);
  const [only] = plan.databases;
  if (only === undefined) throw new Error('one database');
  return buildModuleReport(plan, only, run);
}

const files = 'V17 V18~ V19 S001@V19 DM001@V19 V20:release?DM001';

describe('the report of a module', () => {
  const module = chain(files);

  it('counts pending, held and started steps by category', () => {
    const report = reportOf(module, at(module, 'V17', { begun: 'V18' }));
    expect(report.migrations.map(({ state }) => state)).toEqual([
      'applied',
      'started',
      'pending',
      'pending',
      'pending',
      'held',
    ]);
    expect(report.pending).toEqual({ startup: 2, release: 1, seed: 1, data: 1 });
    expect(countPending(report)).toBe(5);
    expect(report).toMatchObject({
      name: 'gateway',
      current: 17,
      latest: 20,
      installing: null,
      problem: null,
    });
  });

  it('has the keys of the contract, and no outcome where nothing was asked to run', () => {
    const [applied, pending] = reportOf(module, at(module, 'V17', { name: 'lite' })).migrations;
    expect(applied).toEqual({
      name: 'V17__x',
      version: 17,
      category: 'startup',
      state: 'applied',
      noOp: null,
      heldBy: null,
      checksum: 'sha256:sqlite-V17__x',
      appliedAt: '2025-01-01T00:00:00.000Z',
      appliedBy: 'operator@host',
      durationMs: 1,
    });
    expect(pending).toEqual({
      name: 'V18__x',
      version: 18,
      category: 'startup',
      state: 'pending',
      noOp: null,
      heldBy: null,
      checksum: 'sha256:sqlite-V18__x',
      appliedAt: null,
      appliedBy: null,
      durationMs: null,
    });
  });

  it('names what holds a step, and gives seeds and data steps no version', () => {
    const { migrations } = reportOf(module, at(module, 'V17 V18 V19'));
    expect(migrations.slice(3).map(({ name, version, heldBy }) => [name, version, heldBy])).toEqual([
      ['S001__x', null, null],
      ['DM001__x', null, null],
      ['V20__x', 20, 'DM001'],
    ]);
  });

  it('tells the reason of a declared no-op of that engine', () => {
    const steps = module.chain.map((step) => ({
      ...step,
      scripts: {
        ...step.scripts,
        sqlite: step.scripts.sqlite && { ...step.scripts.sqlite, noOp: 'no need' },
      },
    }));
    const noOpOn = (name: string): string | null | undefined =>
      reportOf({ ...module, chain: steps }, empty(name)).migrations[0]?.noOp;
    expect(noOpOn('lite')).toBe('no need');
    expect(noOpOn('pg')).toBeNull();
  });

  it('lists rows without a file behind the files, with what the history knows of them', () => {
    const report = reportOf(module, at(module, 'V17 V18 V19 V25__later'));
    expect(report.problem?.code).toBe('DATABASE_NEWER');
    expect(report.current).toBe(25);
    expect(report.latest).toBe(20);
    expect(report.migrations.at(-1)).toMatchObject({
      name: 'V25__later',
      version: 25,
      category: 'startup',
      state: 'unknown',
      checksum: 'sha256:postgres-V25__later',
    });
    expect(report.pending).toEqual({ startup: 0, release: 1, seed: 1, data: 1 });
  });

  it('an empty database: everything pending, nothing current', () => {
    const report = reportOf(module, empty());
    expect(report).toMatchObject({ current: null, latest: 20, installing: null });
    expect(report.pending).toEqual({ startup: 3, release: 1, seed: 1, data: 1 });
  });

  it('installing is the marker as it stands; in a plan the target that it gets', () => {
    const half = at(module, 'V17', { marker: 'V19' });
    expect(reportOf(module, half).installing).toBe('V19__x');
    expect(reportOf(module, half, { kind: 'planned' }).installing).toBe('V20__x');
    expect(reportOf(module, empty(), { kind: 'planned' }).installing).toBe('V20__x');
    expect(reportOf(module, at(module, 'V17 V18 V19', { marker: 'V19' })).installing).toBeNull();
  });

  it('current and latest of the numbered profile are of startup and release', () => {
    const numbered = chain('001 002 100 101 S007 DM001');
    expect(reportOf(numbered, at(numbered, '001 100 S007'))).toMatchObject({ current: 100, latest: 101 });
    expect(reportOf(numbered, at(numbered, 'S007'))).toMatchObject({ current: null });
    expect(reportOf(chain('S001 DM001'), empty())).toMatchObject({ latest: null });
  });
});

describe('outcomes', () => {
  const module = chain(files);
  const outcomesOf = (report: ModuleReport): string =>
    report.migrations.map(({ outcome }) => outcome).join(' ');

  it('of a plan: what would run', () => {
    const report = reportOf(module, at(module, 'V17 V18'), { kind: 'planned' });
    expect(outcomesOf(report)).toBe('already-applied already-applied planned planned not-run not-run');
  });

  it('of a run: what it did, what was there, what it left', () => {
    const outcomes = new Map([
      ['V19__x', 'applied'],
      ['S001__x', 'failed'],
    ] as const);
    const report = reportOf(module, at(module, 'V17 V18 V19'), { kind: 'outcomes', outcomes });
    expect(outcomesOf(report)).toBe('already-applied already-applied applied failed not-run not-run');
  });

  it('a superseded baseline has nothing to do', () => {
    const squashed = chain('V40=V17..V40 V41');
    const report = reportOf(squashed, at(squashed, 'V17__a V40__b'), { kind: 'planned' });
    expect(outcomesOf(report)).toBe('already-applied planned already-applied already-applied');
    expect(report.current).toBe(40);
    expect(countPending(report)).toBe(1);
  });
});

describe('the migrations of a report, which are made when somebody looks', () => {
  const module = chain(files);
  const outcomes = new Map([['V17__x', 'applied']] as const);
  const fresh = (): ModuleReport => reportOf(module, at(module, 'V17'), { kind: 'outcomes', outcomes });
  const plain = { ...fresh() };

  it('are an array like any other to whoever prints, copies or compares them', () => {
    expect(plain.migrations).toHaveLength(6);
    expect(fresh()).toStrictEqual(plain);
    expect(JSON.stringify(fresh())).toBe(JSON.stringify(plain));
    expect(structuredClone(fresh())).toStrictEqual(plain);
    expect(Object.entries(fresh())).toStrictEqual(Object.entries(plain));
    expect(inspect(fresh(), { depth: null })).toBe(inspect(plain, { depth: null }));
  });

  it('are made once, and stay what they were when the report was made', () => {
    const changing = new Map<string, 'applied' | 'failed'>(outcomes);
    const report = reportOf(module, at(module, 'V17'), { kind: 'outcomes', outcomes: changing });
    changing.set('V17__x', 'failed');
    expect(report.migrations).toBe(report.migrations);
    expect(report.migrations[0]?.outcome).toBe('applied');
  });
});

it('the report of a run counts over all databases and modules', () => {
  const module = chain(files);
  const on = (database: PlanDatabase): Parameters<typeof buildRunReport>[0][number] => ({
    name: database.name,
    engine: database.engine,
    driver: 'pg',
    url: 'postgres://host/db',
    modules: [reportOf(module, database)],
  });
  const report = buildRunReport([on(empty()), on(at(module, 'V17 V18 V19', { name: 'lite' }))]);
  expect(report.pendingCount).toBe(9);
  expect(buildRunReport([]).pendingCount).toBe(0);
});
