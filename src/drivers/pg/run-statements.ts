import { LockstepError } from '../../core/errors.ts';
import type { StepProgress } from '../../core/history.ts';
import { shorten } from '../../core/shorten.ts';
import { markSql, stepSessionSql, writeProgressSql } from '../../engines/postgres/alone-sql.ts';
import { type AloneStatement, finalizeDetach } from '../../engines/postgres/alone-statement.ts';
import type { HistoryNames } from '../../engines/postgres/history-names.ts';
import { progressText, statementsHash } from '../../engines/postgres/progress.ts';
import { diskPosition } from '../../sql/position.ts';
import type { AloneHooks, StepWrite } from '../port.ts';
import { dropLeftovers, judgeStatement } from './alone-facts.ts';
import { interrupted, type PgConnection } from './connection.ts';
import { mapError } from './map-error.ts';
import type { PgError } from './pg-error.ts';

/** What a `transaction=none` step needs. */
export interface AloneRun {
  /** Holds the lock in an open transaction that has no snapshot and so keeps no index build waiting. */
  readonly control: PgConnection;
  /** Opens another connection, for the step. */
  readonly connect: () => Promise<PgConnection>;
  readonly write: StepWrite;
  readonly progress: StepProgress | null;
  readonly hooks: AloneHooks;
}

/** The connection on which a step runs. */
export interface StepConnection {
  readonly connection: PgConnection;
  /** The role as which the connection was opened: the script may have SET another. */
  readonly role: string;
}

export interface StatementsRun extends AloneRun {
  readonly step: StepConnection;
  readonly names: HistoryNames;
  readonly statements: readonly AloneStatement[];
  readonly progress: StepProgress;
  /** The history's, which no statement may change. */
  readonly revision: string;
}

/**
 * Opens a marked connection with the script's settings so far. Throws CONFIG_INVALID where a transaction pooler stands
 * between, and the script needs settings that would not stay on one connection.
 */
export async function openStep(
  connect: () => Promise<PgConnection>,
  names: HistoryNames,
  token: string,
  statements: readonly AloneStatement[],
  done: number,
): Promise<StepConnection> {
  const connection = await connect();
  try {
    const [row = {}] = await connection.send(
      'SELECT pg_catalog.pg_backend_pid() AS pid, current_schema AS schema, current_user AS role',
    );
    const settings = statements.filter(({ kind }) => kind === 'session');
    if (row['pid'] === connection.processId) {
      await connection.send(stepSessionSql(names, token).join('; '));
      for (const { statement } of settings.filter((alone) => statements.indexOf(alone) < done)) {
        await connection.send(statement.text);
        await connection.send(markSql(token));
      }
    } else if (row['schema'] === names.raw.schema && settings.length === 0) {
      // pgbouncer keeps this one setting with its client.
      await connection.send(markSql(token));
    } else {
      throw pooled(names);
    }
    return { connection, role: row['role'] as string };
  } catch (error) {
    await connection.close();
    throw isQueueTimeout(error) ? noSecondConnection(error) : error;
  }
}

/** Runs what is left of a step. `building` where the server still builds the index that was in flight. */
export async function runStatements(run: StatementsRun): Promise<'done' | 'building'> {
  const { control, step, statements, hooks, write } = run;
  let progress = run.progress;
  for (let index = progress.done; index < statements.length; index += 1) {
    const alone = statements[index];
    if (alone === undefined) break;
    if (write.signal?.aborted) throw interrupted(write.signal);
    // Whoever has lost the lock must not go on.
    await control.send('SELECT 1');
    hooks.onStatementStarted(index, statements.length);

    const judged =
      progress.inFlight === index
        ? await judgeStatement(step.connection, alone)
        : { verdict: 'run' as const };
    if (judged.verdict === 'building') return 'building';
    if (judged.verdict === 'unknown') throw halfDone(run, alone);

    const done = advance(run, index);
    if (judged.verdict === 'done') await step.connection.send(progressSql(run, done));
    else if (alone.kind === 'transaction') await runTransaction(run, alone, progress, done);
    else await runAlone(run, alone, { ...progress, inFlight: index }, done, judged.verdict === 'finalize');
    progress = done;
    hooks.onStatementDone(index, statements.length);
  }
  return 'done';
}

/** True where another process has put its own token into the progress row. */
export function isTakenOver(error: unknown): boolean {
  return (error as PgError).code === 'LS001';
}

/** A statement that commits together with its progress. */
async function runTransaction(
  run: StatementsRun,
  { statement }: AloneStatement,
  before: StepProgress,
  done: StepProgress,
): Promise<void> {
  const message = progressSql(run, done, statement.text);
  try {
    await run.step.connection.send(message, run.write.signal);
  } catch (error) {
    if (isTakenOver(error)) throw error;
    const failure = mapError(error, { sent: { message, statements: [statement] }, signal: run.write.signal });
    await noteFailure(run, null, { ...before, inFlight: null }, failure);
    throw failure;
  }
}

/** A statement that no transaction can hold: announced first, recorded after. */
async function runAlone(
  run: StatementsRun,
  alone: AloneStatement,
  announced: StepProgress,
  done: StepProgress,
  finalize: boolean,
): Promise<void> {
  const { connection } = run.step;
  const { statement, kind } = alone;
  if (kind === 'forbidden') {
    throw new LockstepError(
      'FORBIDDEN_STATEMENT',
      'this statement has no place in a transaction=none script',
      {
        details: { offset: statement.start, statement: shorten(statement.text) },
      },
    );
  }
  // IF NOT EXISTS would keep an invalid index of that name.
  await dropLeftovers(connection, alone);
  const text = finalize ? finalizeDetach(statement) : statement.text;
  await connection.send(progressSql(run, announced));
  try {
    await connection.send(text, run.write.signal);
    if (kind === 'session' || kind === 'unknown') await connection.send(markSql(announced.token));
  } catch (error) {
    const sent = { message: text, statements: [{ text, start: statement.start }] };
    const failure = mapError(error, { sent, signal: run.write.signal });
    await noteFailure(run, alone, { ...announced, inFlight: null }, failure);
    throw failure;
  }
  await connection.send(progressSql(run, done));
}

/**
 * Removes what a failed statement left and records that it failed. Where that cannot be done the statement stays
 * announced, and whoever comes next judges it.
 */
async function noteFailure(
  run: StatementsRun,
  alone: AloneStatement | null,
  progress: StepProgress,
  failure: LockstepError,
): Promise<void> {
  if (failure.details['connectionLost'] === true) return;
  const { step, names, statements } = run;
  const usable = step.connection.usable;
  try {
    const { connection } = usable
      ? step
      : await openStep(run.connect, names, progress.token, statements, progress.done);
    try {
      // A failed message that held a BEGIN leaves its transaction open.
      await connection.send('ROLLBACK');
      if (alone !== null) await dropLeftovers(connection, alone);
      await connection.send(progressSql(run, { ...progress, error: failure.message }));
    } finally {
      if (!usable) await connection.close();
    }
  } catch {
    // The statement's own failure is what the caller must hear of.
  }
}

function advance({ statements, progress }: StatementsRun, index: number): StepProgress {
  const texts = statements.map(({ statement }) => statement);
  return {
    ...progress,
    done: index + 1,
    hash: statementsHash(texts, index + 1),
    inFlight: null,
    error: null,
  };
}

function progressSql(
  { names, step, revision }: StatementsRun,
  progress: StepProgress,
  statement: string | null = null,
): string {
  const accompanied = statement === null ? null : { statement, revision };
  return writeProgressSql(names, progress.token, step.role, progressText(progress), accompanied);
}

function halfDone({ write }: StatementsRun, { statement }: AloneStatement): LockstepError {
  const { line } = diskPosition(write.script, statement.start);
  return new LockstepError(
    'HALF_DONE',
    `${write.script.file}:${line}: nobody saw the end of this statement, and its outcome cannot be told`,
    { details: { file: write.script.file, line, statement: shorten(statement.text) } },
  );
}

/** What pgbouncer says when its pool had no connection free for too long. */
function isQueueTimeout(error: unknown): boolean {
  return (error as PgError).message.includes('query_wait_timeout');
}

function noSecondConnection(cause: unknown): LockstepError {
  return new LockstepError(
    'DATABASE_UNREACHABLE',
    'a transaction=none step needs two connections at once, and the pooler had no second one free',
    { hint: 'Give the address of the server itself, or a pool of two connections or more.', cause },
  );
}

function pooled({ raw }: HistoryNames): LockstepError {
  return new LockstepError(
    'CONFIG_INVALID',
    `a transaction=none step needs a connection of its own, and the address leads through a transaction pooler that cannot keep search_path = ${raw.schema}`,
    { hint: 'Give the address of the server itself.' },
  );
}
