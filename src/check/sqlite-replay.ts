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

/** The modules' SQLite scripts on databases in memory, one per SQLite library that is installed. Modules share them. */
export class SqliteReplay implements AsyncDisposable {
  #memories: MemoryDatabase[] | null = null;

  /**
   * What fails when a module's scripts run one after the other, the way `migrate` runs them, behind the modules before
   * it; and rows that a script would lose without an error. Empty where all run. The first failure ends a library's
   * replay, of later modules too: what stands above it would fail for that alone.
   */
  async run(module: LoadedModule): Promise<readonly Diagnostic[]> {
    const history = module.history.sqlite;
    if (history === null) return [];
    this.#memories ??= [...(await openReplays())];
    const findings: Diagnostic[] = [];
    const runnable = runnableSteps(module);
    // A library that fails is taken out on the way: `#drop` makes a new list.
    for (const memory of this.#memories) {
      const { found, isComplete } = await replay(memory, runnable, history);
      for (const finding of found) {
        const known = findings.some(
          ({ file, line, rule }) => file === finding.file && line === finding.line && rule === finding.rule,
        );
        if (!known) findings.push(finding);
      }
      if (!isComplete) await this.#drop(memory);
    }
    return findings;
  }

  async #drop(memory: MemoryDatabase): Promise<void> {
    this.#memories = (this.#memories ?? []).filter((other) => other !== memory);
    await memory.session[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const memory of this.#memories ?? []) await memory.session[Symbol.asyncDispose]();
  }
}

interface Runnable {
  readonly steps: readonly { readonly migration: Migration; readonly script: Script }[];
  /** False where a script that must not run stands behind them. */
  readonly isComplete: boolean;
}

/** The steps up to the first script that holds something forbidden, told once for all libraries. */
function runnableSteps({ chain }: LoadedModule): Runnable {
  const steps = chain.flatMap((migration) => {
    const script = migration.scripts.sqlite;
    return script === null ? [] : [{ migration, script }];
  });
  const end = steps.findIndex(({ script }) => findForbidden(script).length > 0);
  return { steps: end === -1 ? steps : steps.slice(0, end), isComplete: end === -1 };
}

async function replay(
  memory: MemoryDatabase,
  { steps, isComplete }: Runnable,
  history: HistoryTarget,
): Promise<{ readonly found: readonly Diagnostic[]; readonly isComplete: boolean }> {
  const findings: Diagnostic[] = [];
  let { format, revision } = emptySnapshot;
  for (const { migration, script } of steps) {
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
      return { found: [...findings, failure(memory, migration, script, error)], isComplete: false };
    }
  }
  return { found: findings, isComplete };
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
