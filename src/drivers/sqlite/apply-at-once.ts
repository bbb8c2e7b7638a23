import { keyPairs } from '../../engines/sqlite/catalog-sql.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import { mayEndTransaction, mayNameHistory } from '../../engines/sqlite/script-words.ts';
import type { AppliedRow, StepWrite } from '../port.ts';
import { type SqliteConnection, StepError } from './connection.ts';
import { isExpected, type KnownHistory } from './known-history.ts';
import { installTargetAfter, untouchedRow } from './record-step.ts';
import { isParentAmong, planForeignKeys, statementsOf, stepFailure } from './write-step.ts';

/** More are run with turns for the event loop between them. */
const mostStatements = 20;

/**
 * Brings a step onto a file of which this session knows everything, as most of an install are: nothing is asked and nobody
 * is waited for, which costs what the engine costs. Returns the row and what is known then; null where the long way is
 * needed, and nothing was kept. Throws for a script that fails, as the long way does.
 */
export function applyAtOnce(
  connection: SqliteConnection,
  known: KnownHistory | null,
  request: StepWrite,
): { readonly row: AppliedRow; readonly known: KnownHistory } | null {
  if (connection.writeAtOnce === undefined || known === null || known.version === null) return null;
  if (!isExpected(known, request) || !isPlain(request)) return null;
  const { script } = request;
  const statements = script.noOp === null ? statementsOf(script.text) : [];
  if (statements.length > mostStatements) return null;
  const keys = planForeignKeys(request);
  const question =
    keys.rebuilt.size === 0
      ? null
      : { sql: keyPairs, allows: (rows: readonly Row[]) => !isParentAmong(rows, keys, script) };
  const startedMs = Date.now();
  let row: AppliedRow | null = null;
  const record = (): ReturnType<typeof untouchedRow>['steps'] => {
    const untouched = untouchedRow(request, startedMs);
    row = untouched.row;
    return untouched.steps;
  };
  try {
    const texts = statements.map(({ text }) => text);
    const work = { version: known.version, question, statements: texts, record };
    if (!connection.writeAtOnce(work) || row === null) return null;
  } catch (error) {
    throw error instanceof StepError ? stepFailure(error, statements[error.index]) : error;
  }
  const { revision }: AppliedRow = row;
  return { row, known: { ...known, revision, installTarget: installTargetAfter(request) } };
}

/** What the long way has a net for: foreign keys that are switched off, transaction control, the history's own name. */
function isPlain({ script, history }: StepWrite): boolean {
  const { text } = script;
  return script.foreignKeys === 'on' && !mayEndTransaction(text) && !mayNameHistory(text, history.table);
}
