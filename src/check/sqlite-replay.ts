import type { Diagnostic } from '../core/diagnostic.ts';
import { type ErrorCode, errorCodes } from '../core/error-codes.ts';
import { LockstepError } from '../core/errors.ts';
import { emptySnapshot } from '../core/history.ts';
import type { HistoryTarget, LoadedModule, Migration, Script } from '../core/migration.ts';
import { openReplays } from '../drivers/replay.ts';
import type { MemoryDatabase } from '../drivers/sqlite-local/open-memory.ts';
import { findForbidden } from '../sql/forbidden/index.ts';
import { diskPosition } from '../sql/position.ts';
import { findLostChildren } from './lost-children.ts';
import { findMissingParents } from './missing-parent.ts';

/**
 * What fails when the module's SQLite scripts run one after the other on an empty database in memory, the way `migrate`
 * runs them, on every SQLite library that is installed; and rows that a script would lose without an error. Empty where
 * all run. The first failure ends a library's replay: what stands above it would fail for that alone.
 */
export async function checkSqliteReplay(module: LoadedModule): Promise<readonly Diagnostic[]> {
  const history = module.history.sqlite;
  if (history === null) return [];
  const findings: Diagnostic[] = [];
  for (const memory of await openReplays()) {
    for (const finding of await replay(memory, module, history)) {
      const known = findings.some(
        ({ file, line, rule }) => file === finding.file && line === finding.line && rule === finding.rule,
      );
      if (!known) findings.push(finding);
    }
    await memory.session[Symbol.asyncDispose]();
  }
  return findings;
}

async function replay(
  memory: MemoryDatabase,
  module: LoadedModule,
  history: HistoryTarget,
): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  let { format, revision } = emptySnapshot;
  for (const migration of module.chain) {
    const script = migration.scripts.sqlite;
    if (script === null) continue;
    if (findForbidden(script).length > 0) return findings;
    findings.push(...(await findLostChildren(memory, script)));
    try {
      const result = await memory.session.apply({
        history,
        migration,
        script,
        appliedBy: 'check',
        expected: { format, revision, installTarget: null },
        install: { kind: 'keep' },
      });
      if (result.outcome !== 'applied') throw new Error(`replay of ${migration.name}: ${result.outcome}`);
      format = 'current';
      revision = result.revision;
      findings.push(...(await findMissingParents(memory, script)));
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      return [...findings, failure(memory, migration, script, error)];
    }
  }
  return findings;
}

/** The code's own hint ends with running migrate again: here nothing has been run yet. */
const hints: Partial<Record<ErrorCode, string>> = {
  MIGRATION_FAILED: 'Read the statement and SQLite’s message, and mend the script.',
  FOREIGN_KEY_VIOLATION: 'Mend the script so that every child has its parent.',
};

function failure(
  memory: MemoryDatabase,
  { id }: Migration,
  script: Script,
  error: LockstepError,
): Diagnostic {
  const { offset } = error.details;
  const place = typeof offset === 'number' ? diskPosition(script, offset) : { line: null, column: null };
  return {
    code: error.code,
    rule: 'sqlite-replay',
    severity: 'error',
    file: script.file,
    ...place,
    message: `${id} fails on an empty database (${memory.session.driver}): ${error.message}`,
    hint: (error.hint === errorCodes[error.code].hint ? hints[error.code] : undefined) ?? error.hint,
  };
}
