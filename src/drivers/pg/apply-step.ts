import { historyNames } from '../../engines/postgres/history-names.ts';
import {
  beginSql,
  blockSql,
  endSql,
  executePart,
  guardPart,
  installPart,
  keptPart,
  outcomeSql,
  ownEncodingPart,
  ownSessionPart,
  preparePart,
  recordPart,
  rollbackSql,
  scriptPathPart,
  settlePart,
  upgradePart,
  whenGo,
} from '../../engines/postgres/write-sql.ts';
import { type Statement, splitStatements } from '../../sql/statements.ts';
import type { AppliedRow, ApplyResult, NotNow, PreparedStep, PrepareResult, StepWrite } from '../port.ts';
import type { PgConnection, Row } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { mapError } from './map-error.ts';
import { isoTime } from './snapshot.ts';

/** Beyond these a script goes in pieces, so that neither side holds it twice, and only when the lock is taken. */
const oneMessage = { characters: 256 * 1024, statements: 500 };
const statementsPerPiece = 100;

/** Applies one migration; in one message unless its script is large. */
export async function applyStep(connection: PgConnection, write: StepWrite): Promise<ApplyResult> {
  const outcome = await runStep(connection, write, 'commit');
  return 'revision' in outcome ? { outcome: 'applied', ...outcome } : outcome;
}

/** Applies one migration up to the commit. */
export async function prepareStep(connection: PgConnection, write: StepWrite): Promise<PrepareResult> {
  const outcome = await runStep(connection, write, 'hold');
  if (!('revision' in outcome)) {
    await rollBack(connection);
    return outcome;
  }
  const names = historyNames(write.history);
  const step: PreparedStep = {
    async settle() {
      // Deferred triggers of the script's tables see what the script saw.
      const settle = blockSql(
        scriptPathPart(names),
        settlePart,
        ownSessionPart,
        keptPart(names, outcome.revision),
      );
      await sendOrAbandon(connection, settle, write, []);
    },
    async commit() {
      await sendOrAbandon(connection, endSql, { ...write, signal: undefined }, []);
      return outcome;
    },
    rollback: () => rollBack(connection),
  };
  return { outcome: 'prepared', step };
}

/** Undoes what is open on a connection; never throws: a connection that cannot is given up. */
export async function rollBack(connection: PgConnection): Promise<void> {
  try {
    if (connection.usable) await connection.send(rollbackSql());
  } catch {
    await connection.close();
  }
}

async function runStep(
  connection: PgConnection,
  write: StepWrite,
  end: 'commit' | 'hold',
): Promise<NotNow | AppliedRow> {
  const names = historyNames(write.history);
  const { expected, script } = write;
  const statements = script.noOp === null ? splitStatements('postgres', script.text) : [];
  const row = { ...write.migration, checksum: script.checksum, appliedBy: write.appliedBy };

  const guard = guardPart(names, expected);
  const before = [preparePart(names, expected), scriptPathPart(names)];
  const after = [
    ...(end === 'commit' ? [settlePart] : []),
    ownSessionPart,
    upgradePart(names, expected),
    recordPart(names, row, expected.format === 'outdated' ? null : expected.revision),
    installPart(names, write.install),
  ];
  const tail = `${outcomeSql}${end === 'commit' ? endSql : ''}`;

  let rows: readonly Row[];
  if (isSmall(script.text, statements)) {
    const executes = statements.map(({ text }) => executePart(text));
    const block = blockSql(guard, whenGo(...before, ...executes, ...after));
    rows = await sendOrAbandon(connection, `${beginSql()}${block}${tail}`, write, statements);
  } else {
    const open = `${beginSql()}${blockSql(guard, whenGo(...before))}${outcomeSql}`;
    rows = await sendOrAbandon(connection, open, write, []);
    if (readOutcome(rows).outcome !== 'go') {
      await rollBack(connection);
    } else {
      for (let at = 0; at < statements.length; at += statementsPerPiece) {
        const piece = statements.slice(at, at + statementsPerPiece);
        await sendOrAbandon(
          connection,
          blockSql(...piece.map(({ text }) => executePart(text)), ownEncodingPart),
          write,
          piece,
        );
      }
      rows = await sendOrAbandon(connection, `${blockSql(...after)}${tail}`, write, []);
    }
  }

  const outcome = readOutcome(rows);
  if (outcome.outcome === 'busy') return { outcome: 'busy', holder: await readHolder(connection, names) };
  if (outcome.outcome === 'moved') return { outcome: 'moved' };
  return appliedRow(outcome);
}

function isSmall(text: string, statements: readonly Statement[]): boolean {
  return text.length <= oneMessage.characters && statements.length <= oneMessage.statements;
}

/** What a failed script leaves on a connection is not worth knowing: it is rolled back and closed. */
async function sendOrAbandon(
  connection: PgConnection,
  message: string,
  { signal }: Pick<StepWrite, 'signal'>,
  statements: readonly Statement[],
): Promise<readonly Row[]> {
  try {
    return await connection.send(message, signal);
  } catch (error) {
    await rollBack(connection);
    await connection.close();
    throw mapError(error, { sent: { message, statements }, signal });
  }
}

/** What a block leaves as its outcome. */
export interface Outcome {
  readonly outcome: 'go' | 'busy' | 'moved' | 'applied';
  readonly revision?: string;
  readonly appliedAt?: number;
  readonly durationMs?: number;
}

/** Returns the outcome among the rows of a message. */
export function readOutcome(rows: readonly Row[]): Outcome {
  const row = rows.find((candidate) => 'outcome' in candidate);
  return JSON.parse(row?.['outcome'] as string) as Outcome;
}

/** Returns the history row as the caller knows it. */
export function appliedRow({ revision = '', appliedAt = 0, durationMs = 0 }: Outcome): AppliedRow {
  return { revision, appliedAt: isoTime(appliedAt), durationMs };
}
