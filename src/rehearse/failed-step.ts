import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { Migration } from '../core/migration.ts';
import { replayChain } from '../replay/replay-chain.ts';
import type { ModuleOptions } from './rehearse-options.ts';
import type { RehearsalFinding } from './report.ts';

/** Codes with which a script can fail for what is in the tables. */
const ofRows = new Set(['MIGRATION_FAILED', 'FOREIGN_KEY_VIOLATION', 'TRANSACTION_TIMEOUT']);

/**
 * Returns the finding for a step that failed. Throws the error itself where it has nothing to do with rows: the step fails on
 * empty tables as well.
 */
export async function failedStep(
  error: unknown,
  migration: Migration,
  engine: Engine,
  options: Pick<ModuleOptions, 'modules' | 'place' | 'servers' | 'signal'>,
): Promise<RehearsalFinding> {
  if (!(error instanceof LockstepError) || !ofRows.has(error.code)) throw error;
  await expectToPass(migration, engine, options);
  const { details, message } = error;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    kind: 'failed',
    step: migration.id,
    engine,
    table: null,
    column: null,
    count: 1,
    samples: [],
    message: `${migration.id} fails as soon as there are rows: ${text(details['engineMessage']) ?? message}`,
    hint: `Mend the script so that it takes rows as they are${statementOf(text(details['statement']))}`,
    file: text(details['file']) ?? migration.scripts[engine]?.file ?? null,
    line: typeof details['line'] === 'number' ? details['line'] : null,
  };
}

/** Replays the chain without rows, and throws where that fails too. */
async function expectToPass(
  migration: Migration,
  engine: Engine,
  { modules, place, servers, signal }: Pick<ModuleOptions, 'modules' | 'place' | 'servers' | 'signal'>,
): Promise<void> {
  const scratch = await servers[engine].create(signal);
  const stop = signal === undefined ? {} : { signal };
  const before = modules.slice(0, place).map(({ module }) => module);
  try {
    for await (const _ of replayChain(scratch, before, stop));
    for await (const _ of replayChain(scratch, [modules[place]!.module], { ...stop, to: migration.id }));
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}

function statementOf(statement: string | null): string {
  if (statement === null) return '.';
  const [line = ''] = statement.trim().split('\n');
  return `; the statement is: ${line.length > 100 ? `${line.slice(0, 100)}…` : line}`;
}
