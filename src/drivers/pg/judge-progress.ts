import type { StepProgress } from '../../core/history.ts';
import type { HistoryTarget, Script } from '../../core/migration.ts';
import type { ProgressVerdict } from '../../core/plan.ts';
import { ownEncodingSql } from '../../engines/postgres/alone-sql.ts';
import { type AloneStatement, classifyAlone } from '../../engines/postgres/alone-statement.ts';
import { historyNames } from '../../engines/postgres/history-names.ts';
import { stepHolderSql } from '../../engines/postgres/lock-sql.ts';
import { statementsHash } from '../../engines/postgres/progress.ts';
import { quoteIdentifier } from '../../engines/postgres/quote.ts';
import { diskPosition } from '../../sql/position.ts';
import { splitStatements } from '../../sql/statements.ts';
import { judgeStatement } from './alone-facts.ts';
import { rollBack } from './roll-back.ts';
import type { PgConnection } from './connection.ts';
import { mapError } from './map-error.ts';

/** Returns what became of a started step. Looks in a transaction that is rolled back, and writes nothing. */
export async function judgeProgress(
  connection: PgConnection,
  history: HistoryTarget,
  script: Script,
  progress: StepProgress,
): Promise<ProgressVerdict> {
  const statements = splitStatements('postgres', script.text).map(classifyAlone);
  const found = executedHash(statements, progress);
  if (found !== progress.hash) return { state: 'edited', recorded: progress.hash, found };
  const holder = await readStepHolder(connection, progress.token);
  if (holder !== null) return { state: 'running', holder };
  const alone = progress.inFlight === null ? undefined : statements[progress.inFlight];
  if (alone === undefined) return { state: 'resumable' };

  const settings = statements.slice(0, progress.inFlight ?? 0).filter(({ kind }) => kind === 'session');
  try {
    await connection.send(
      `BEGIN READ ONLY; SET LOCAL search_path = ${quoteIdentifier(historyNames(history).raw.schema)}`,
    );
    for (const { statement } of settings) {
      await connection.send(statement.text);
      await connection.send(ownEncodingSql);
    }
    const { verdict } = await judgeStatement(connection, alone);
    if (verdict === 'building')
      return { state: 'running', holder: 'a server process that still builds the index' };
    if (verdict !== 'unknown') return { state: 'resumable' };
  } catch (error) {
    throw mapError(error);
  } finally {
    await rollBack(connection);
  }
  const { line } = diskPosition(script, alone.statement.start);
  return { state: 'half-done', statement: alone.statement.text, line };
}

/** The hash of what the script says at the place of what was executed. */
export function executedHash(statements: readonly AloneStatement[], progress: StepProgress): string {
  return statementsHash(
    statements.map(({ statement }) => statement),
    progress.done,
  );
}

/** Who still works on a step, or null. */
export async function readStepHolder(connection: PgConnection, token: string): Promise<string | null> {
  try {
    const [row] = await connection.send(stepHolderSql(token));
    return (row?.['holder'] ?? null) as string | null;
  } catch (error) {
    throw mapError(error);
  }
}
