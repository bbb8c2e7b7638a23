import { LockstepError } from '../core/errors.ts';

/** What a failed reading of the catalog means; the first whose words are the engine's. */
const readings: readonly {
  readonly said: RegExp;
  readonly means: string;
  readonly hint: string;
}[] = [
  {
    // SQLite compiles every table, index and trigger before it answers anything. It names the one that it cannot.
    said: /^malformed database schema/,
    means: 'is damaged, or was made by a newer SQLite',
    hint: 'Look at the object that the message names with the SQLite that made it, or restore a copy.',
  },
  {
    said: /^database disk image is malformed/,
    means: 'is damaged',
    hint: 'Look at it with PRAGMA integrity_check, and restore a copy.',
  },
  {
    said: /^attempt to write a readonly database/,
    means: 'is in WAL mode, in which SQLite writes beside the file to read it',
    hint: 'Make the folder writable for the user that runs Lockstep, or read a copy in a folder that is.',
  },
];

/** Returns the error of a catalog that could not be read, with the file in its message: the engine's own words name none. */
export function explainUnreadable(error: unknown): unknown {
  if (!(error instanceof LockstepError)) return error;
  const path = typeof error.details['path'] === 'string' ? error.details['path'] : null;
  const said = String(error.details['engineMessage']);
  const reading = readings.find((each) => each.said.test(said));
  if (reading !== undefined) {
    // A driver that does not know of files says that a script failed, and there is none.
    const code = error.code === 'MIGRATION_FAILED' ? 'DATABASE_UNREACHABLE' : error.code;
    return new LockstepError(code, `${path ?? 'the database'} ${reading.means}: ${said}`, {
      hint: reading.hint,
      details: error.details,
      cause: error.cause,
    });
  }
  if (path === null || error.message.includes(path)) return error;
  return error.with({ message: `${path}: ${error.message}` });
}
