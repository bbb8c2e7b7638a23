import { type ChainIndex, indexChain } from './index-chain.ts';
import { type Judgement, judgeDatabase } from './judge-history.ts';
import { automaticCategories, type Category, type LoadedModule } from './migration.ts';
import { installChanges, installEnds, installTarget } from './plan-install.ts';
import { buildSide, type Lacking, lackingSides, type Side } from './plan-side.ts';
import { type Walk, walkChain } from './plan-walk.ts';
import { makeOnce } from './make-once.ts';
import { countByCategory, currentVersion } from './plan-summary.ts';
import type { DatabasePlan, ModulePlan, PlanDatabase, PlannedStep, Round, RunRequest } from './plan.ts';
import { resolveTarget } from './resolve-target.ts';

/**
 * Returns what a run of one module over these databases would do, and the state of every step on each of them. With a
 * problem on any database there are no rounds. Throws USAGE where `request.to` names no step of the chain.
 */
export function planModule(
  module: LoadedModule,
  databases: readonly PlanDatabase[],
  request: RunRequest,
): ModulePlan {
  const index = indexChain(module);
  const sides = databases.map((database) =>
    buildSide(database, judgeDatabase(module, database, index), index),
  );
  const sound = sides.filter(({ judgement }) => judgement.problem === null);
  const joint = planSides(module, index, sound, request);
  const runs = sound.length === sides.length;
  const rounds = runs ? joint.rounds : [];
  return {
    module,
    databases: sides.map((side) => {
      // A database with a problem holds nobody's steps in the report, and shows its own as if it stood alone.
      const { describe } =
        side.judgement.problem === null ? joint : planSides(module, index, [side], request);
      return describe(side, runs);
    }),
    rounds,
    stillHeld: runs ? joint.stillHeld : [],
    needsConsent: rounds.some((round) => round.sides.some(({ needsConsent }) => needsConsent)),
  };
}

interface JointPlan extends Pick<ModulePlan, 'rounds' | 'stillHeld'> {
  /** With `runs` false another database's problem keeps the whole run from starting. */
  readonly describe: (side: Side, runs: boolean) => DatabasePlan;
}

function planSides(
  module: LoadedModule,
  index: ChainIndex,
  sides: readonly Side[],
  request: RunRequest,
): JointPlan {
  const { chain } = module;
  const lacking = lackingSides(sides);
  const last = lastPlace(module, index, request.to);
  const openUpTo = installEnds(sides, request, last);
  const isInstall = (side: Side, place: number): boolean => place <= (openUpTo.get(side) ?? -1);
  const walk = (named: readonly Category[], isInReach: (place: number) => boolean): Walk => {
    const open = new Set([...automaticCategories, ...named]);
    return walkChain(
      module,
      (id) => index.byId.get(id),
      lacking,
      ({ category }, place) =>
        isInReach(place) &&
        (open.has(category) || (lacking.get(place) ?? []).every((side) => isInstall(side, place))),
    );
  };

  // `--to` a step that every database has is done: what was added late below it waits for a run that does not stop there.
  const end = request.to !== null && last >= 0 && !lacking.has(last) ? -1 : last;
  const named = request.categories;
  const lastNamed = named === null ? end : chain.findLastIndex(({ category }) => named.includes(category));
  const run = walk(
    named ?? [],
    (place) =>
      place <= end &&
      (place <= lastNamed || (lacking.get(place) ?? []).every((side) => isInstall(side, place))),
  );
  const ifNamed = walksByCategory(module, lacking, (categories) => walk(categories, () => true));

  const places = [...run.runs];
  const installs = new Map(
    sides.map((side) => {
      const target = installTarget(side, openUpTo.get(side) ?? -1, run, lacking);
      const own = places.filter((place) => lacking.get(place)?.includes(side));
      return [side, { target, changes: installChanges(module, side, target, own) }];
    }),
  );
  return {
    rounds: places.flatMap((place): readonly Round[] => {
      const migration = chain[place];
      if (migration === undefined) return [];
      return [
        {
          migration,
          sides: (lacking.get(place) ?? []).map((side) => ({
            database: side.database.name,
            install: installs.get(side)?.changes.get(place) ?? { kind: 'keep' },
            needsConsent: !automaticCategories.includes(migration.category) && !isInstall(side, place),
          })),
        },
      ];
    }),
    stillHeld: [...run.heldBy].flatMap(([place, heldBy]) => {
      const { name, category } = chain[place]!;
      if (place > end || named?.includes(category) !== true) return [];
      return (lacking.get(place) ?? []).map((side) => ({ database: side.database.name, name, heldBy }));
    }),
    describe(side, runs) {
      const { database, engine, judgement, standing } = side;
      const marker = chain[standing]?.name ?? unknownMarker(side, index);
      const steps = makeOnce(() => stepsOf(module, judgement, ifNamed, runs ? run.runs : new Set()));
      return {
        database: database.name,
        engine,
        problem: judgement.problem,
        marker,
        installing: runs ? (chain[installs.get(side)?.target ?? -1]?.name ?? null) : marker,
        current: currentVersion(module, judgement),
        pending: countByCategory(module, judgement),
        get steps() {
          return steps();
        },
      };
    },
  };
}

/** A marker that another release has left: this one's files do not have its target. */
function unknownMarker({ database }: Side, index: ChainIndex): string | null {
  const { installTarget } = database.snapshot;
  return installTarget === null || index.byName.has(installTarget) ? null : installTarget;
}

/** Where `--to` ends, or the end of the chain. */
function lastPlace(module: LoadedModule, index: ChainIndex, to: string | null): number {
  if (to === null) return module.chain.length - 1;
  return index.byName.get(to) ?? index.byName.get(resolveTarget(module, to)) ?? -1;
}

/** How the chain would be walked if one category were named: what tells pending from held. */
function walksByCategory(
  { chain }: LoadedModule,
  lacking: Lacking,
  walk: (named: readonly Category[]) => Walk,
): { readonly [C in Category]: Walk } {
  const automatic = walk([]);
  // Naming what nobody lacks changes nothing.
  const naming = (named: Category): Walk =>
    lacking.keys().some((place) => chain[place]?.category === named) ? walk([named]) : automatic;
  return { startup: automatic, seed: automatic, release: naming('release'), data: naming('data') };
}

function stepsOf(
  { chain }: LoadedModule,
  { rows, settled, started, strays }: Judgement,
  ifNamed: { readonly [C in Category]: Walk },
  runs: ReadonlySet<number>,
): readonly PlannedStep[] {
  const steps = chain.map((migration, place): PlannedStep => {
    const known = settled[place] ?? null;
    const heldBy = known === null ? (ifNamed[migration.category].heldBy.get(place) ?? null) : null;
    return {
      name: migration.name,
      migration,
      row: rows[place] ?? null,
      state: known ?? (place === started ? 'started' : heldBy === null ? 'pending' : 'held'),
      heldBy,
      willRun: known === null && runs.has(place),
    };
  });
  const withoutFile = strays.map(
    ({ row, state }): PlannedStep => ({
      name: row.name,
      migration: null,
      row,
      state,
      heldBy: null,
      willRun: false,
    }),
  );
  return [...steps, ...withoutFile];
}
