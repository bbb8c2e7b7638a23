import type { HistoryRow } from './history.ts';
import { type ChainIndex, indexChain } from './index-chain.ts';
import type { EditedStep } from './judge-facts.ts';
import { findProblem } from './judge-problem.ts';
import { judgeStray, satisfiedBaselines, type StrayVerdict, strayStates } from './judge-stray.ts';
import type { LoadedModule, Migration } from './migration.ts';
import type { PlanDatabase } from './plan.ts';
import type { Problem, StepState } from './report.ts';

/** A history row without a file. */
export interface StrayRow {
  readonly row: HistoryRow;
  readonly state: StepState;
}

/** What files and history say together about one database. */
export interface Judgement {
  /** The first problem in the order of precedence, or null. */
  readonly problem: Problem | null;
  /** The history's row of each step of the chain, or null. */
  readonly rows: readonly (HistoryRow | null)[];
  /** The state of each step of the chain that is not open; null where a run could apply it. */
  readonly settled: readonly (StepState | null)[];
  /** The places of the steps that are open, ascending. */
  readonly open: readonly number[];
  /** The place of the `transaction=none` step that has begun and is not done, or -1. */
  readonly started: number;
  /** Rows without a file, in the order in which they were written. */
  readonly strays: readonly StrayRow[];
  /** True where the module has no history, no marker and none of its tables: it is installed, not upgraded. */
  readonly empty: boolean;
}

/** Returns the state of one database against the module's files; a problem is part of the answer, never thrown. */
export function judgeDatabase(
  module: LoadedModule,
  database: PlanDatabase,
  index: ChainIndex = indexChain(module),
): Judgement {
  const { engine, snapshot, progress } = database;
  const { rows, settled, strays } = matchRows(module, database, index);
  const edited = editedSteps(module, database, rows, settled);

  const strayNames = strays.map(({ name }) => name);
  const isSettled = ({ name }: Migration): boolean => settled[index.byName.get(name) ?? -1] !== null;
  const satisfied = satisfiedBaselines(module, index, strayNames, isSettled);
  const judge = (name: string): StrayVerdict => judgeStray(module, engine, index, satisfied, name);
  const verdicts = strayNames.map((name) => ({ name, verdict: judge(name) }));
  for (const { name } of satisfied) settle(settled, index.byName.get(name), 'superseded');

  const begun = snapshot.progress?.name ?? null;
  const begunAt = begun === null ? undefined : index.byName.get(begun);
  // A step that another release has begun is as much a part of the history as one that it has ended.
  if (begun !== null && begunAt === undefined) verdicts.push({ name: begun, verdict: judge(begun) });
  if (progress?.state === 'edited') settle(settled, begunAt, 'edited');
  const started = begunAt !== undefined && settled[begunAt] === null ? begunAt : -1;

  // Whether a renamed step is applied cannot be told, so it is neither pending nor out of order.
  for (const { verdict } of verdicts)
    if (verdict.kind === 'unknown') settle(settled, verdict.place ?? undefined, 'unknown');
  const outOfOrder = findOutOfOrder(module, settled, started);
  for (const { name } of outOfOrder) settle(settled, index.byName.get(name), 'out-of-order');

  const untouched = snapshot.history.length === 0 && begun === null;
  const named = (kind: StrayVerdict['kind']): readonly string[] =>
    verdicts.filter(({ verdict }) => verdict.kind === kind).map(({ name }) => name);
  const { installTarget } = snapshot;
  const problem = findProblem({
    module,
    engine,
    snapshot,
    ownTables: untouched ? createdAmong(module, database) : [],
    olderHistory: untouched ? findOlderHistory(module, database) : null,
    tooOld: named('too-old'),
    newer: named('newer'),
    newerTarget: installTarget !== null && !index.byName.has(installTarget) ? installTarget : null,
    unknown: verdicts.flatMap(({ name, verdict }) =>
      verdict.kind === 'unknown' ? [{ name, file: verdict.file }] : [],
    ),
    missing: named('missing'),
    unfinished: verdicts.flatMap(({ name, verdict }) =>
      verdict.kind === 'unfinished' ? [{ name, baseline: verdict.baseline }] : [],
    ),
    edited,
    outOfOrder,
    halfDone: progress?.state === 'half-done' && begun !== null ? { name: begun, ...progress } : null,
  });
  return {
    problem,
    rows,
    settled,
    open: openPlaces(settled),
    started,
    strays: strays.map((row, place) => ({
      row,
      state: strayStates[verdicts[place]?.verdict.kind ?? 'unknown'],
    })),
    empty: problem === null && untouched && installTarget === null,
  };
}

interface MatchedRows extends Pick<Judgement, 'rows'> {
  readonly settled: (StepState | null)[];
  readonly strays: readonly HistoryRow[];
}

function matchRows(
  { chain }: LoadedModule,
  { engine, snapshot }: PlanDatabase,
  index: ChainIndex,
): MatchedRows {
  const none: readonly null[] = chain.map(() => null);
  const rows: (HistoryRow | null)[] = [...none];
  const settled: (StepState | null)[] = [...none];
  const strays: HistoryRow[] = [];
  let next = 0;
  snapshot.history.forEach((row) => {
    // Most rows were written in the order of the chain: then nothing is looked up.
    const place = chain[next]?.name === row.name ? next : index.byName.get(row.name);
    if (place === undefined) {
      strays.push(row);
      return;
    }
    rows[place] = row;
    settled[place] = stateOf(row, chain[place]?.scripts[engine]?.checksum);
    next = place + 1;
  });
  return { rows, settled, strays };
}

function stateOf(row: HistoryRow, checksum: string | undefined): StepState {
  if (checksum !== undefined && checksum !== row.checksum) return 'edited';
  return row.note?.adopted === true ? 'adopted' : 'applied';
}

function openPlaces(settled: readonly (StepState | null)[]): readonly number[] {
  const open: number[] = [];
  for (let place = settled.indexOf(null); place >= 0; place = settled.indexOf(null, place + 1))
    open.push(place);
  return open;
}

/** Gives an open step its state; one that has a state keeps it. */
function settle(settled: (StepState | null)[], place: number | undefined, state: StepState): void {
  if (place !== undefined) settled[place] ??= state;
}

/** Files that are not what was applied, or not what had been begun. */
function editedSteps(
  { chain }: LoadedModule,
  { engine, snapshot, progress }: PlanDatabase,
  rows: readonly (HistoryRow | null)[],
  settled: readonly (StepState | null)[],
): readonly EditedStep[] {
  if (!settled.includes('edited') && progress?.state !== 'edited') return [];
  return chain.flatMap(({ id, name, scripts }, place): readonly EditedStep[] => {
    const row = rows[place] ?? null;
    const script = scripts[engine];
    if (script === null) return [];
    const step = { step: id, name, file: script.file };
    if (row !== null && settled[place] === 'edited')
      return [{ ...step, recorded: row.checksum, found: script.checksum, begun: null }];
    if (row === null && progress?.state === 'edited' && snapshot.progress?.name === name)
      return [{ ...step, recorded: progress.recorded, found: progress.found, begun: snapshot.progress.done }];
    return [];
  });
}

/**
 * Returns the open versions that stand below an applied one, or below one that has begun: its statements have met the
 * schema without them. The numbered profile judges within a category.
 */
function findOutOfOrder(
  { profile, chain }: LoadedModule,
  settled: readonly (StepState | null)[],
  started: number,
): readonly Migration[] {
  if (!settled.includes(null)) return [];
  const scope = ({ category }: Migration): string => (profile === 'versioned' ? 'V' : category);
  const isDone = (place: number): boolean => settled[place] !== null || place === started;
  const highest = new Map<string, number>();
  const highestOf = (migration: Migration): number => highest.get(scope(migration)) ?? 0;
  for (const [place, migration] of chain.entries())
    if (migration.series === 'V' && isDone(place))
      highest.set(scope(migration), Math.max(highestOf(migration), migration.number));
  return chain.filter(
    (migration, place) =>
      migration.series === 'V' && !isDone(place) && migration.number < highestOf(migration),
  );
}

function createdAmong({ chain }: LoadedModule, { engine, snapshot }: PlanDatabase): readonly string[] {
  if (snapshot.tables.length === 0) return [];
  const created = new Set(chain.flatMap(({ scripts }) => scripts[engine]?.createdTables ?? []));
  return snapshot.tables.filter((table) => created.has(table));
}

/** The history table that older stores have, or null. */
function findOlderHistory({ history }: LoadedModule, { engine, snapshot }: PlanDatabase): string | null {
  const schema = history[engine]?.schema ?? null;
  const name = schema === null ? 'refinery_schema_history' : `${schema}.refinery_schema_history`;
  return snapshot.tables.includes(name) ? name : null;
}
