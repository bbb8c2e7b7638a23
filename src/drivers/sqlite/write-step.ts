import type { StepWrite } from '../port.ts';
import { findDeferredKey, keyPairs } from '../../engines/sqlite/catalog-sql.ts';
import * as words from '../../engines/sqlite/script-words.ts';
import {
  dropsChildrenFirst,
  makesDeferredKey,
  newViolations,
  rebuiltParents,
  type Violation,
} from '../../engines/sqlite/foreign-keys.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import { droppedTables } from '../../sql/dropped-tables.ts';
import { splitStatements } from '../../sql/statements.ts';
import { type SqliteTransaction, type Step, StepError } from './connection.ts';
import { isMissingSavepoint } from './map-error.ts';
import { listViolations } from './list-violations.ts';
import { recordFailure } from './record-step.ts';
import { foreignKeyViolation, type Place, statementFailure, transactionEnded } from './step-failure.ts';

/** How a script is run. The setting cannot change inside a transaction. */
export interface ForeignKeyPlan {
  readonly setting: 'on' | 'off';
  /** Tables, in lower case, in which rows may get other rowids. */
  readonly rebuilt: ReadonlySet<string>;
}

const dropsNothing: ForeignKeyPlan = { setting: 'on', rebuilt: new Set() };

/** Returns what the script says by itself; whether somebody points to what it drops, `dropsParent` tells. */
export function planForeignKeys({ script }: StepWrite): ForeignKeyPlan {
  const drops = script.noOp === null && words.mayDropTable(script.text);
  if (!drops && script.foreignKeys === 'on') return dropsNothing;
  return { setting: script.foreignKeys, rebuilt: new Set(drops ? droppedTables(script.text) : []) };
}

/**
 * Returns true where a key points to what the script drops or renames: then foreign keys must be off. Asked under the
 * lock, because whoever had it until now may have made that key.
 */
export async function dropsParent(
  plan: ForeignKeyPlan,
  { run }: SqliteTransaction,
  { script }: StepWrite,
): Promise<boolean> {
  const [rows] = await run([{ sql: keyPairs, rows: true }]);
  return isParentAmong(rows!, plan, script);
}

/** Decides it, by the rows of `keyPairs`. */
export function isParentAmong(
  rows: readonly Row[],
  { rebuilt }: ForeignKeyPlan,
  script: StepWrite['script'],
): boolean {
  const dropped = [...rebuilt];
  const keys = rows.map(({ parent, child }) => ({ parent: String(parent), child: String(child) }));
  if (dropsChildrenFirst(dropped, keys, script.text)) return false;
  const referenced = new Set(keys.map(({ parent }) => parent));
  return rebuiltParents(dropped, referenced, script.text).length > 0;
}

/** Returns true where a key may be violated now and only be judged at the commit. */
export async function mayDefer(transaction: SqliteTransaction, { script }: StepWrite): Promise<boolean> {
  if (words.mayDefer(script.text) && makesDeferredKey(script.text)) return true;
  const [found] = await transaction.run([{ sql: findDeferredKey, rows: true }]);
  return found!.length > 0;
}

/** Throws FOREIGN_KEY_VIOLATION where rows point nowhere that did not before. */
export async function refuseNewViolations(
  transaction: SqliteTransaction,
  before: readonly Violation[],
  rebuilt: ReadonlySet<string>,
): Promise<void> {
  const found = newViolations(
    before,
    await listViolations((steps) => transaction.run(steps), rebuilt),
    rebuilt,
  );
  if (found.length > 0) throw foreignKeyViolation(found);
}

/**
 * Runs the script, between two ends of a savepoint where it could end our transaction, so that this is found out. Resolves
 * with the results of the steps behind it when all of it has succeeded. Throws MIGRATION_FAILED with the place,
 * FORBIDDEN_STATEMENT, or a more exact code; a StepError for the steps before it.
 */
export async function runScript(
  transaction: SqliteTransaction,
  { script, signal }: StepWrite,
  around: { readonly before: readonly Step[]; readonly after: readonly Step[] },
): Promise<readonly (readonly Row[])[]> {
  const statements = script.noOp === null ? statementsOf(script.text) : [];
  const isNetted = words.mayEndTransaction(script.text);
  const before = [...around.before, ...(isNetted ? [{ sql: 'SAVEPOINT lockstep_script' }] : [])];
  const after = isNetted ? [{ sql: 'RELEASE lockstep_script' }] : [];
  const scriptSteps = [...before, ...statements.map(({ text }) => ({ sql: text })), ...after];
  const behind = scriptSteps.length;
  try {
    return (await transaction.run([...scriptSteps, ...around.after], signal)).slice(behind);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    const statement = statements[error.index - before.length];
    if (error.index < behind && statement === undefined && isMissingSavepoint(error.cause))
      throw transactionEnded(null);
    throw error.index < before.length ? error : stepFailure(error, statement);
  }
}

/** Returns what is thrown for a step that failed: the script's statement, or one that records it, which has none. */
export function stepFailure(error: StepError, statement: Place | undefined): unknown {
  if (error.endedTransaction) return transactionEnded(statement ?? null);
  return statement === undefined ? recordFailure(error) : statementFailure(error.cause, statement);
}

/** The statements of a script, and where each stands. */
export function statementsOf(text: string): readonly Place[] {
  const only = words.findOnlyStatement(text);
  return only === null ? splitStatements('sqlite', text) : [only];
}
