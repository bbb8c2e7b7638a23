import { LockstepError } from '../core/errors.ts';
import type { Migration } from '../core/migration.ts';
import { diskPosition } from '../sql/position.ts';
import type { ModuleState } from './run.ts';

/** The driver's error with what only the run knows: database, module, migration, and the place in the file. */
export function explainFailure(error: unknown, state: ModuleState, migration: Migration): unknown {
  if (!(error instanceof LockstepError) || 'migration' in error.details) return error;
  // Not the script's doing: who waited for what is in the message already.
  if (error.code === 'LOCK_TIMEOUT' || error.code === 'INTERRUPTED') return error;
  const script = migration.scripts[state.database.address.engine];
  if (script === null) return error;
  const { offset, ...facts } = error.details;
  const place = typeof offset === 'number' ? diskPosition(script, offset) : { line: null, column: null };
  const where = place.line === null ? script.file : `${script.file}:${place.line}:${place.column}`;
  return error.with({
    message: `${migration.name} on ${state.database.address.name} (${where}): ${error.message}`,
    details: {
      database: state.database.address.name,
      module: state.module.name,
      migration: migration.name,
      version: migration.series === 'V' ? migration.number : null,
      file: script.file,
      ...place,
      ...facts,
    },
  });
}
