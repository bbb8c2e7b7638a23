/** Every code that an error of Lockstep can carry. */
export type ErrorCode =
  | 'MIGRATION_FAILED'
  | 'FOREIGN_KEY_VIOLATION'
  | 'PERMISSION_DENIED'
  | 'READ_ONLY_DATABASE'
  | 'DISK_FULL'
  | 'TRANSACTION_TIMEOUT'
  | 'OUTCOME_UNKNOWN'
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'DRIVER_MISSING'
  | 'ENGINE_TOO_OLD'
  | 'CONFIRMATION_REQUIRED'
  | 'MANUAL_PENDING'
  | 'BAD_FILE_NAME'
  | 'BAD_DIRECTIVE'
  | 'DUPLICATE_VERSION'
  | 'TWIN_MISSING'
  | 'TWIN_MISMATCH'
  | 'EMPTY_SCRIPT'
  | 'SCRIPT_ENCODING'
  | 'FORBIDDEN_STATEMENT'
  | 'HISTORY_FOREIGN'
  | 'RESET_REQUIRED'
  | 'BASELINE_REQUIRED'
  | 'DATABASE_NEWER'
  | 'UNKNOWN_VERSION'
  | 'MISSING_FILE'
  | 'CHECKSUM_MISMATCH'
  | 'OUT_OF_ORDER'
  | 'HALF_DONE'
  | 'LOCK_TIMEOUT'
  | 'DATABASE_UNREACHABLE'
  | 'INTERRUPTED';

/** One row of the code table: what a code means, how a process ends, what HTTP answers, and what to do. */
export interface ErrorCodeRow {
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6 | 130;
  readonly httpStatus: number;
  readonly meaning: string;
  /** Imperative, one sentence. An error may carry a more exact hint of its own. */
  readonly hint: string;
}

/**
 * Every error code of Lockstep, in the order of their exit codes. docs/cli.md prints this table; nothing else in the
 * code gives a code its meaning.
 */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeRow>> = {
  MIGRATION_FAILED: {
    exitCode: 1,
    httpStatus: 500,
    meaning: 'A script failed; nothing of it was kept.',
    hint: 'Read the statement and the engine’s message, mend the script, and run migrate again.',
  },
  FOREIGN_KEY_VIOLATION: {
    exitCode: 1,
    httpStatus: 500,
    meaning: 'A script left rows whose foreign key points nowhere; nothing of it was kept.',
    hint: 'Mend the listed rows or the script so that every child has its parent, and run migrate again.',
  },
  PERMISSION_DENIED: {
    exitCode: 1,
    httpStatus: 500,
    meaning: 'The database user may not do what the migration or its history needs.',
    hint: 'Grant the privilege that the message names, or connect as the owner of the schema.',
  },
  READ_ONLY_DATABASE: {
    exitCode: 1,
    httpStatus: 503,
    meaning: 'The database takes no writes: a standby, a read-only session or file.',
    hint: 'Point Lockstep at the primary, or make the file writable.',
  },
  DISK_FULL: {
    exitCode: 1,
    httpStatus: 507,
    meaning: 'There was no space: a migration was rolled back, or a result could not be written to its end.',
    hint: 'Free space and run migrate again.',
  },
  TRANSACTION_TIMEOUT: {
    exitCode: 1,
    httpStatus: 500,
    meaning: 'The server ended the migration’s transaction for taking too long; nothing of it was kept.',
    hint: 'Split the script into smaller versions, or run it while no other writer waits.',
  },
  OUTCOME_UNKNOWN: {
    exitCode: 1,
    httpStatus: 500,
    meaning: 'The connection was lost during a migration and the history could not be read afterwards.',
    hint: 'Run status when the database is back: the history says whether the migration was applied.',
  },
  USAGE: {
    exitCode: 2,
    httpStatus: 400,
    meaning: 'An unknown command or flag, or a bad value.',
    hint: 'Run the command with --help.',
  },
  CONFIG_INVALID: {
    exitCode: 2,
    httpStatus: 500,
    meaning: 'A setting is missing or wrong.',
    hint: 'Mend the setting that the message names (docs/files.md lists them).',
  },
  DRIVER_MISSING: {
    exitCode: 2,
    httpStatus: 500,
    meaning: 'The package that talks to this kind of database is not installed.',
    hint: 'Install the package that the message names.',
  },
  ENGINE_TOO_OLD: {
    exitCode: 2,
    httpStatus: 500,
    meaning: 'The database server, its library or Node.js is older than Lockstep supports.',
    hint: 'Upgrade to PostgreSQL 14, SQLite 3.45 or Node.js 22.22, or later.',
  },
  CONFIRMATION_REQUIRED: {
    exitCode: 2,
    httpStatus: 409,
    meaning: 'The run contains release or data steps and there is no terminal to ask on.',
    hint: 'Look at the plan (lockstep plan), then run again with --force.',
  },
  MANUAL_PENDING: {
    exitCode: 3,
    httpStatus: 503,
    meaning: 'A release or data step waits for an operator.',
    hint: 'Run the command that the message names.',
  },
  BAD_FILE_NAME: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A file in a migrations folder has a name that the naming profile does not know.',
    hint: 'Rename the file, or move it out of the migrations folder.',
  },
  BAD_DIRECTIVE: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A header line of a script is unknown, misplaced or wrong.',
    hint: 'Mend the header line (docs/files.md lists them).',
  },
  DUPLICATE_VERSION: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'Two files have the same number.',
    hint: 'Give the newer file the next free number, on both engines.',
  },
  TWIN_MISSING: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A migration exists for one engine only.',
    hint: 'Write the other engine’s script, or declare a no-op with its reason.',
  },
  TWIN_MISMATCH: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'The two scripts of a migration disagree in name, category or header.',
    hint: 'Make file name, category, after=, requires= and replaces= the same on both sides.',
  },
  EMPTY_SCRIPT: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A script has no statement and does not say that none is needed.',
    hint: 'Write the statements, or add the header line -- lockstep: no-op="reason".',
  },
  SCRIPT_ENCODING: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A script is not UTF-8 text, or holds a NUL byte.',
    hint: 'Save the file as UTF-8 without NUL bytes.',
  },
  FORBIDDEN_STATEMENT: {
    exitCode: 4,
    httpStatus: 500,
    meaning: 'A script holds a statement that would break its atomicity.',
    hint: 'Take the statement out: Lockstep opens and commits the transaction itself.',
  },
  HISTORY_FOREIGN: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'A table with the name of the history is there, with other columns.',
    hint: 'Set another name with "history" in the configuration, or move the other table away.',
  },
  RESET_REQUIRED: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'The database is older than the baseline and must be recreated.',
    hint: 'Export what you need, recreate the database empty, and run migrate.',
  },
  BASELINE_REQUIRED: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'The database has the module’s tables but no history.',
    hint: 'Take the database over as it stands: lockstep baseline --at STEP; or start with an empty one.',
  },
  DATABASE_NEWER: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'The database has migrations beyond the newest file.',
    hint: 'Deploy the release that knows these migrations.',
  },
  UNKNOWN_VERSION: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'The history names a migration that the files do not know under that name.',
    hint: 'Restore the file under the name that the history records.',
  },
  MISSING_FILE: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'A migration was applied whose file is gone.',
    hint: 'Restore the file from version control.',
  },
  CHECKSUM_MISMATCH: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'A file was changed after it had been applied.',
    hint: 'Restore the file and put the change into a new version, or accept it: lockstep repair --accept.',
  },
  OUT_OF_ORDER: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'A new version stands below the highest applied one.',
    hint: 'Give the file, on both engines, a number above the highest applied version.',
  },
  HALF_DONE: {
    exitCode: 4,
    httpStatus: 503,
    meaning: 'A non-transactional step stopped in a statement whose outcome cannot be known.',
    hint: 'Look at the database, then run lockstep repair with --resume or --mark-done.',
  },
  LOCK_TIMEOUT: {
    exitCode: 5,
    httpStatus: 503,
    meaning: 'Another run held the lock and made no progress for as long as --lock-timeout.',
    hint: 'Look at the holder that the message names, then run again.',
  },
  DATABASE_UNREACHABLE: {
    exitCode: 6,
    httpStatus: 503,
    meaning: 'A database could not be reached or refused the connection.',
    hint: 'Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.',
  },
  INTERRUPTED: {
    exitCode: 130,
    httpStatus: 503,
    meaning: 'The run was stopped from outside; what was committed stays.',
    hint: 'Run the same command again.',
  },
};
