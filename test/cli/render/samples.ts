import type {
  DatabaseReport,
  MigrationReport,
  ModuleReport,
  Problem,
  RunReport,
  StepState,
} from '../../../src/core/report.ts';
import type { View } from '../../../src/cli/render/view.ts';

export const now: number = Date.parse('2026-03-10T12:00:00.000Z');

/** A terminal without colour, so that expectations can be read. */
export function terminal(width: number): View {
  return { paint: (_tone, text) => text, width, now };
}

/** A file or pipe. */
export const pipe: View = { paint: (_tone, text) => text, width: Number.POSITIVE_INFINITY, now: null };

/** Marks what is coloured, as `<tone:text>`. */
export const coloured: View = { ...terminal(200), paint: (tone, text) => `<${tone}:${text}>` };

export function step(name: string, state: StepState, more: Partial<MigrationReport> = {}): MigrationReport {
  const version = /^V(\d+)/.exec(name)?.[1];
  const done = state === 'applied' || state === 'adopted' || state === 'edited';
  return {
    name,
    version: version === undefined ? null : Number(version),
    category: name.startsWith('S') ? 'seed' : name.startsWith('DM') ? 'data' : 'startup',
    state,
    noOp: null,
    heldBy: null,
    checksum: 'sha256:00',
    appliedAt: done ? '2026-03-08T10:00:00.000Z' : null,
    appliedBy: done ? 'ada@host' : null,
    durationMs: done ? 12 : null,
    ...more,
  };
}

export function moduleOf(
  migrations: readonly MigrationReport[],
  more: Partial<ModuleReport> = {},
): ModuleReport {
  const versions = migrations.flatMap(({ version }) => version ?? []);
  const applied = migrations.flatMap(({ version, appliedAt }) => (appliedAt === null ? [] : (version ?? [])));
  const waiting = migrations.filter(({ state }) => ['pending', 'held', 'started'].includes(state));
  const count = (category: string): number => waiting.filter((each) => each.category === category).length;
  return {
    name: 'gateway',
    current: applied.length === 0 ? null : Math.max(...applied),
    latest: versions.length === 0 ? null : Math.max(...versions),
    pending: {
      startup: count('startup'),
      release: count('release'),
      seed: count('seed'),
      data: count('data'),
    },
    installing: null,
    problem: null,
    migrations,
    ...more,
  };
}

export function local(modules: readonly ModuleReport[]): DatabaseReport {
  return {
    name: 'local',
    engine: 'sqlite',
    driver: 'better-sqlite3',
    url: 'sqlite:.data/gateway.db',
    modules,
  };
}

export function production(modules: readonly ModuleReport[]): DatabaseReport {
  return {
    name: 'production',
    engine: 'postgres',
    driver: 'pg',
    url: 'postgres://app:***@db.example/gateway',
    modules,
  };
}

export function reportOf(...databases: readonly DatabaseReport[]): RunReport {
  const modules = databases.flatMap((database) => database.modules);
  const pendingCount = modules
    .flatMap(({ pending }) => Object.values(pending))
    .reduce((sum, count) => sum + count, 0);
  return { databases, pendingCount };
}

export const edited: Problem = {
  code: 'CHECKSUM_MISMATCH',
  message: 'migrations/sqlite/V18__profiles.sql was changed after it had been applied.',
  hint: 'Restore the file, or accept it: lockstep repair --accept V18 --reason TEXT.',
  details: {},
};

/** The reference chain, applied up to V21, V24 held by the data step. */
export const upgraded: readonly MigrationReport[] = [
  step('V17__baseline', 'applied', { durationMs: 31 }),
  step('V18__profiles', 'applied'),
  step('V19__service_accounts', 'applied'),
  step('V20__log_time_index', 'applied', { noOp: 'the index is in the baseline', durationMs: 0 }),
  step('V21__merge_budgets', 'applied'),
  step('S001__reference_data', 'applied'),
  step('V22__budget_check', 'pending'),
  step('V23__validate_budget_check', 'pending', { noOp: 'SQLite validates at once' }),
  step('DM001__backfill_ledger', 'pending'),
  step('V24__drop_legacy_cost', 'held', { category: 'release', heldBy: 'DM001' }),
];
