import type { Category, LoadedModule } from '../../src/core/migration.ts';
import { planModule } from '../../src/core/plan-module.ts';
import type { ModulePlan, PlanDatabase, Round, RunRequest } from '../../src/core/plan.ts';
import { resolveTarget } from '../../src/core/resolve-target.ts';
import { committed } from './module-text.ts';

export interface Asked {
  readonly categories?: readonly Category[];
  /** As on the command line: V20, S001. */
  readonly to?: string;
}

function requestOf(module: LoadedModule, { categories, to }: Asked = {}): RunRequest {
  return { categories: categories ?? null, to: to === undefined ? null : resolveTarget(module, to) };
}

export function planOf(
  module: LoadedModule,
  databases: readonly PlanDatabase[],
  asked: Asked = {},
): ModulePlan {
  return planModule(module, databases, requestOf(module, asked));
}

/**
 * The rounds in one line: `V17 V18[set V24] V24[clear]`; in a run over several databases `V17@lite` where not all of them
 * take part, and the marker per database: `V17[pg set V24, lite set V24]`.
 */
export function roundsOf({ rounds, databases }: ModulePlan): string {
  return rounds.map((round) => roundText(round, databases.length)).join(' ');
}

function roundText({ migration, sides }: Round, databases: number): string {
  const on = sides.length === databases ? '' : `@${sides.map(({ database }) => database).join('+')}`;
  const marks = sides
    .filter(({ install }) => install.kind !== 'keep')
    .map(({ database, install }) => {
      const change = install.kind === 'set' ? `set ${idIn(install.target)}` : install.kind;
      return databases === 1 ? change : `${database} ${change}`;
    });
  return `${migration.id}${on}${marks.length === 0 ? '' : `[${marks.join(', ')}]`}`;
}

/** What is not applied on a database, in one line: `V24:held(DM001) DM001:pending V17__other:missing`. */
export function openOf({ databases }: ModulePlan, name?: string): string {
  const plan = databases.find(({ database }) => name === undefined || database === name);
  return (plan?.steps ?? [])
    .filter(({ state }) => state !== 'applied')
    .map(({ migration, name: row, state, heldBy }) => {
      return `${migration?.id ?? row}:${state}${heldBy === null ? '' : `(${heldBy})`}`;
    })
    .join(' ');
}

/** Steps of a named category that stay held: `V24<DM001`, with the database where there are several. */
export function stillHeldOf({ stillHeld, databases }: ModulePlan): string {
  return stillHeld
    .map(
      ({ database, name, heldBy }) => `${idIn(name)}${databases.length > 1 ? `@${database}` : ''}<${heldBy}`,
    )
    .join(' ');
}

/**
 * The databases after the plan's rounds, or after the first `commits` commits: remote, PostgreSQL, local SQLite; but a
 * `transaction=none` side before the others.
 */
export function afterRounds(
  { rounds }: ModulePlan,
  databases: readonly PlanDatabase[],
  commits: number = Number.POSITIVE_INFINITY,
): readonly PlanDatabase[] {
  const now = new Map(databases.map((database) => [database.name, database]));
  const all = rounds.flatMap((round) => inCommitOrder(round).map((side) => ({ ...side, ...round })));
  for (const { migration, database, install } of all.slice(0, commits)) {
    const before = now.get(database);
    if (before !== undefined) now.set(database, committed(before, migration, install));
  }
  return [...now.values()];
}

function inCommitOrder({ migration, sides }: Round): Round['sides'] {
  const isAlone = migration.scripts.postgres?.transaction === 'none';
  const kinds = isAlone ? ['pg', 'remote', 'lite'] : ['remote', 'pg', 'lite'];
  const order = (name: string): number => kinds.findIndex((kind) => name.startsWith(kind));
  return sides.toSorted((one, other) => order(one.database) - order(other.database));
}

export function idIn(name: string): string {
  return name.replace(/_.*$/, '');
}
