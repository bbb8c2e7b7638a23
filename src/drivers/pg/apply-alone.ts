import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '../../core/errors.ts';
import type { HistoryNote, StepProgress } from '../../core/history.ts';
import { endIdleSql } from '../../engines/postgres/alone-sql.ts';
import { classifyAlone } from '../../engines/postgres/alone-statement.ts';
import { type HistoryNames, historyNames } from '../../engines/postgres/history-names.ts';
import { epochSql } from '../../engines/postgres/history-sql.ts';
import { progressText, statementsHash } from '../../engines/postgres/progress.ts';
import {
  beginSql,
  blockSql,
  endSql,
  type Expected,
  guardPart,
  installPart,
  outcomeSql,
  preparePart,
  putState,
  recordPart,
  settlePart,
  upgradePart,
  whenGo,
} from '../../engines/postgres/write-sql.ts';
import { splitStatements } from '../../sql/statements.ts';
import type { ApplyResult, StepWrite } from '../port.ts';
import { appliedRow, type Outcome, readOutcome } from './outcome.ts';
import { rollBack } from './roll-back.ts';
import { type PgConnection } from './connection.ts';
import { executedHash, readStepHolder } from './judge-progress.ts';
import { readHolder } from './lock-state.ts';
import { mapError } from './map-error.ts';
import { isoTime } from './snapshot.ts';
import { type AloneRun, isTakenOver, openStep, runStatements } from './run-statements.ts';

/** The lock's transaction may stay idle for as long as the step runs, also through a firewall that forgets. */
const patient = { tcp_keepalives_idle: '30', tcp_keepalives_interval: '10', tcp_keepalives_count: '6' };

/**
 * Runs a step statement by statement while another connection holds the lock, resuming where `progress` stopped.
 * What was done stays recorded when a statement fails: the next call goes on there.
 */
export async function applyAlone(run: AloneRun): Promise<ApplyResult> {
  const { control, write, progress } = run;
  refuseOther(write, progress);
  const names = historyNames(write.history);
  const statements = splitStatements('postgres', write.script.text).map(classifyAlone);
  try {
    const expected = await bringUpToDate(control, names, write);
    if ('outcome' in expected) return expected;
    const guard = guardPart(names, {
      ...expected,
      progressText: progress === null ? null : progressText(progress),
    });
    const outcome = await guarded(control, names, `${beginSql(patient)}${blockSql(guard, now)}${outcomeSql}`);
    if (outcome.outcome !== 'go') return outcome;

    if (progress !== null) {
      const found = executedHash(statements, progress);
      if (found !== progress.hash) throw edited(write, progress, found);
      const holder = await readStepHolder(control, progress.token);
      if (holder !== null) return await giveUp(control, { outcome: 'busy', holder });
    }

    const next: StepProgress = {
      name: write.migration.name,
      token: randomUUID(),
      done: progress?.done ?? 0,
      hash: progress?.hash ?? statementsHash([], 0),
      inFlight: progress?.inFlight ?? null,
      error: null,
      startedAt: progress?.startedAt ?? isoTime(outcome.appliedAt ?? 0),
      ...(progress?.note === undefined ? {} : { note: progress.note }),
    };
    if (progress !== null && control.facts?.isDirect !== false) await endPrevious(control, progress.token);
    const step = await openStep(run.connect, names, next.token, statements, next.done);
    try {
      const intent = blockSql(
        write.install.kind === 'set' ? installPart(names, write.install) : '',
        putState(names, 'step', progressText(next)),
      );
      await step.connection.send(`BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${intent}COMMIT`);
      const ended = await runStatements({
        ...run,
        step,
        names,
        statements,
        progress: next,
        revision: expected.revision,
      });
      if (ended === 'building') return await giveUp(control, { outcome: 'busy', holder: null });
    } finally {
      // Behind a pooler the server's connection lives on, with what the script has prepared and locked.
      await rollBack(step.connection);
      await step.connection.close();
    }
    return await record(control, names, write, expected.revision, next.note);
  } catch (error) {
    await rollBack(control);
    if (isTakenOver(error)) return { outcome: 'moved' };
    throw mapError(error, { signal: write.signal });
  }
}

/** Only one step can be under way: its progress is the history's, not the migration's. */
function refuseOther({ migration }: StepWrite, progress: StepProgress | null): void {
  if (progress === null || progress.name === migration.name) return;
  throw new LockstepError(
    'HALF_DONE',
    `${progress.name} was started and has not ended; ${migration.name} cannot start before that`,
    {
      hint: `Finish ${progress.name} first: run migrate with its category.`,
      details: { started: progress.name },
    },
  );
}

function edited({ script }: StepWrite, progress: StepProgress, found: string): LockstepError {
  return new LockstepError(
    'CHECKSUM_MISMATCH',
    `${script.file}: the part of ${progress.name} that has run was changed since`,
    { details: { file: script.file, recorded: progress.hash, found } },
  );
}

/**
 * The process that had the step may still live: what it left open must not send anything more. Not behind a pooler: what is
 * idle there is the pooler's, which may be giving it to another client, and the process would be given another one.
 */
async function endPrevious(control: PgConnection, token: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if ((await control.send(endIdleSql(token))).length === 0) return;
    await sleep(10);
  }
}

async function record(
  control: PgConnection,
  names: HistoryNames,
  write: StepWrite,
  previous: string,
  note: HistoryNote | undefined,
): Promise<ApplyResult> {
  const row = {
    ...write.migration,
    checksum: write.script.checksum,
    appliedBy: write.appliedBy,
    note: note === undefined ? null : JSON.stringify(note),
  };
  const block = blockSql(
    settlePart,
    recordPart(names, row, previous),
    `DELETE FROM ${names.state} WHERE key = 'step';`,
    write.install.kind === 'clear' ? installPart(names, write.install) : '',
  );
  const outcome = readOutcome(await control.send(`${block}${outcomeSql}${endSql}`));
  return { outcome: 'applied', ...appliedRow(outcome) };
}

/** The time by the server's clock, where the guard said go. */
const now = whenGo(
  `lockstep_outcome := lockstep_outcome || pg_catalog.jsonb_build_object('appliedAt',
    ${epochSql('pg_catalog.clock_timestamp()')});`,
);

/** A history that is missing or outdated is created first: the lock's own transaction must not write. */
async function bringUpToDate(
  control: PgConnection,
  names: HistoryNames,
  { expected }: StepWrite,
): Promise<Expected | Extract<ApplyResult, { outcome: 'busy' | 'moved' }>> {
  if (expected.format === 'current') return expected;
  const revision = `lockstep_outcome := pg_catalog.jsonb_build_object('outcome', 'go', 'revision',
    coalesce((SELECT revision::text || ' ' || migration_name FROM ${names.table} ORDER BY revision DESC LIMIT 1), '0'));`;
  const block = blockSql(
    guardPart(names, expected),
    whenGo(preparePart(names, expected), upgradePart(names, expected), revision),
  );
  const outcome = await guarded(control, names, `${beginSql()}${block}${outcomeSql}${endSql}`);
  if (outcome.outcome !== 'go') return outcome;
  return { format: 'current', revision: outcome.revision ?? '0', installTarget: expected.installTarget };
}

type Guarded = (Outcome & { readonly outcome: 'go' }) | Extract<ApplyResult, { outcome: 'busy' | 'moved' }>;

async function guarded(control: PgConnection, names: HistoryNames, message: string): Promise<Guarded> {
  const outcome = readOutcome(await control.send(message));
  if (outcome.outcome === 'go') return { ...outcome, outcome: 'go' };
  if (outcome.outcome === 'moved') return giveUp(control, { outcome: 'moved' });
  await rollBack(control);
  return { outcome: 'busy', holder: await readHolder(control, names) };
}

async function giveUp<T>(control: PgConnection, result: T): Promise<T> {
  await rollBack(control);
  return result;
}
