import { LockstepError } from '../core/errors.ts';
import type { HistoryNote } from '../core/history.ts';
import type { Category, Script } from '../core/migration.ts';
import type { Mend } from '../drivers/port.ts';
import { LockWait } from './lock-wait.ts';
import type { RepairProposal, RepairRequest } from './migrator-types.ts';
import { rereadState } from './read-state.ts';
import type { DatabaseReading } from './report-run.ts';
import { writableSession, type ModuleState, type Run } from './run.ts';

/** The readings, all of databases that exist: there is nothing to repair elsewhere. Throws DATABASE_UNREACHABLE. */
export function requireExisting(readings: readonly DatabaseReading[]): readonly DatabaseReading[] {
  const absent = readings.find(({ states }) => states.some(({ session }) => session === null));
  if (absent === undefined) return readings;
  throw new LockstepError(
    'DATABASE_UNREACHABLE',
    `${absent.address.name} does not exist (${absent.address.redacted})`,
    {
      hint: 'Check the address; lockstep migrate creates a database, repair does not.',
      details: { database: absent.address.name },
    },
  );
}

/** Everything in these states that `repair` could mend; empty when nothing is wrong that it knows about. */
export function proposeRepairs(states: readonly ModuleState[]): readonly RepairProposal[] {
  return states.flatMap((state) => [...editedSteps(state), ...halfDoneSteps(state)]);
}

function editedSteps(state: ModuleState): readonly RepairProposal[] {
  return state.module.chain.flatMap((migration) => {
    const script = migration.scripts[state.database.address.engine];
    const row = state.snapshot.history.find(({ name }) => name === migration.name);
    if (script === null || row === undefined || row.checksum === script.checksum) return [];
    return [
      {
        database: state.database.address.name,
        module: state.module.name,
        migration: migration.name,
        code: 'CHECKSUM_MISMATCH' as const,
        finding: `${script.file} was changed after it had been applied: the history has ${row.checksum}, the file ${script.checksum}`,
        details: { step: migration.id, file: script.file, recorded: row.checksum, found: script.checksum },
      },
    ];
  });
}

function halfDoneSteps(state: ModuleState): readonly RepairProposal[] {
  const { database, module, snapshot, progress } = state;
  if (snapshot.progress === null || progress?.state !== 'half-done') return [];
  const { name, done, startedAt } = snapshot.progress;
  const script = scriptOf(state, name)?.script;
  const place = `${script?.file ?? name}:${progress.line}`;
  return [
    {
      database: database.address.name,
      module: module.name,
      migration: name,
      code: 'HALF_DONE',
      finding: `statement ${done + 1} (${place}) was in flight and its outcome cannot be known: ${progress.statement}`,
      details: {
        done,
        file: script?.file ?? null,
        line: progress.line,
        statement: progress.statement,
        startedAt,
      },
    },
  ];
}

/**
 * Mends what the request names on every database that has it, each under its lock, and leaves the states re-read.
 * Throws USAGE where no database has anything of the kind, and what is wrong with scripts that were not read so far.
 */
export async function repairStates(
  run: Run,
  states: readonly ModuleState[],
  request: RepairRequest,
): Promise<void> {
  const mends = states.flatMap((state) => {
    const mend = mendFor(run, state, request);
    return mend === null ? [] : [{ state, mend }];
  });
  if (mends.length === 0) throw nothingToMend(states, request);
  for (const { module } of states) module.readScripts?.();
  for (const { state, mend } of mends) await mendPatiently(run, state, mend);
}

function mendFor(run: Run, state: ModuleState, request: RepairRequest): Mend | null {
  return request.kind === 'accept' ? acceptMend(run, state, request) : progressMend(run, state, request.kind);
}

function acceptMend(
  run: Run,
  state: ModuleState,
  request: Extract<RepairRequest, { kind: 'accept' }>,
): Mend | null {
  const migration = state.module.chain.find(({ id }) => id.toLowerCase() === request.step.toLowerCase());
  const script = migration?.scripts[state.database.address.engine];
  const row = state.snapshot.history.find(({ name }) => name === migration?.name);
  if (!script || row === undefined || row.checksum === script.checksum) return null;
  const edit = {
    from: row.checksum,
    to: script.checksum,
    reason: request.reason,
    by: run.actor,
    at: new Date().toISOString(),
  };
  const note: HistoryNote = { ...row.note, accepted: [...(row.note?.accepted ?? []), edit] };
  return { kind: 'accept', name: row.name, from: row.checksum, to: script.checksum, note };
}

function progressMend(run: Run, state: ModuleState, kind: 'resume' | 'mark-done'): Mend | null {
  const { progress } = state.snapshot;
  if (progress === null || state.progress?.state !== 'half-done') return null;
  if (kind === 'resume') return { kind, progress };
  const step = scriptOf(state, progress.name);
  if (step === null) return null;
  const note: HistoryNote = { markedDone: { by: run.actor, at: new Date().toISOString() } };
  return { kind, progress, category: step.category, script: step.script, appliedBy: run.actor, note };
}

function scriptOf(
  { module, database }: ModuleState,
  name: string,
): { readonly category: Category; readonly script: Script } | null {
  const migration = module.chain.find((candidate) => candidate.name === name);
  const script = migration?.scripts[database.address.engine];
  return migration === undefined || !script ? null : { category: migration.category, script };
}

async function mendPatiently(run: Run, state: ModuleState, mend: Mend): Promise<void> {
  const wait = new LockWait(run, state);
  for (;;) {
    run.checkpoint();
    const result = await writableSession(state).mend(state.history, mend);
    if (result.outcome === 'mended') return rereadState(run, state);
    if (result.outcome === 'moved')
      throw new LockstepError(
        'USAGE',
        `${state.database.address.name}: the history changed while it was being repaired; nothing was mended`,
        { hint: 'Run lockstep status, and repair again if it still says so.' },
      );
    await wait.untilFree(result.holder);
  }
}

function nothingToMend(states: readonly ModuleState[], request: RepairRequest): LockstepError {
  const names = states.map(({ database }) => database.address.name).join(', ');
  const what =
    request.kind === 'accept'
      ? `${request.step} is not an edited migration`
      : 'No non-transactional step is half done';
  return new LockstepError('USAGE', `${what} on ${names}: nothing to repair`, {
    hint: 'Run lockstep status to see what stands.',
  });
}
