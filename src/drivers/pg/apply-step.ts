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
  scriptPathPart,
  settlePart,
  upgradePart,
  whenGo,
} from '../../engines/postgres/write-sql.ts';
import { splitStatements } from '../../sql/statements.ts';
import type { AppliedRow, ApplyResult, NotNow, PreparedStep, PrepareResult, StepWrite } from '../port.ts';
import { applyCurrent } from './apply-current.ts';
import type { PgConnection, Row } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { appliedRow, readOutcome } from './outcome.ts';
import { rollBack } from './roll-back.ts';
import { isSmall, sendOrAbandon, sendPieces } from './send-script.ts';

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

/** A history that is missing or outdated is made in the same transaction, so everything is said in one block. */
async function runStep(
  connection: PgConnection,
  write: StepWrite,
  end: 'commit' | 'hold',
): Promise<NotNow | AppliedRow> {
  const names = historyNames(write.history);
  const { expected, script } = write;
  const statements = script.noOp === null ? splitStatements('postgres', script.text) : [];
  if (expected.format === 'current') return applyCurrent(connection, write, statements, end);
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
      await sendPieces(statements, (piece) => {
        const block = blockSql(...piece.map(({ text }) => executePart(text)), ownEncodingPart);
        return sendOrAbandon(connection, block, write, piece);
      });
      rows = await sendOrAbandon(connection, `${blockSql(...after)}${tail}`, write, []);
    }
  }

  const outcome = readOutcome(rows);
  if (outcome.outcome === 'busy') return { outcome: 'busy', holder: await readHolder(connection, names) };
  if (outcome.outcome === 'moved') return { outcome: 'moved' };
  return appliedRow(outcome);
}
