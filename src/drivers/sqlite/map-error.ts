import type { ErrorCode } from '../../core/error-codes.ts';
import { LockstepError, type LockstepErrorOptions } from '../../core/errors.ts';
import { redact } from '../../core/redact.ts';
import { StepError } from './connection.ts';

/** What went wrong, without the classes of any library. */
export interface NativeError {
  /** `SQLITE_*` or the server's own code. */
  readonly code: string;
  readonly message: string;
  /** Bytes of the statement before the fault, where the server says so. */
  readonly byteOffset?: number;
}

/** Primary result codes (https://www.sqlite.org/rescode.html): a library may know the number and not the name. */
const primaryCodes: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  23: 'SQLITE_AUTH',
  26: 'SQLITE_NOTADB',
};

/** Those of them that tell more than their primary code. */
const extendedCodes: Readonly<Record<number, string>> = {
  1544: 'SQLITE_READONLY_DIRECTORY',
  4874: 'SQLITE_IOERR_SHMSIZE',
};

const networkCode = /^HRANA_|^SERVER_ERROR$|^E(CONN|HOST|NET|ADDR|PIPE|AI_)|^ENOTFOUND$|^ETIMEDOUT$|^UND_ERR/;

/** Codes whose meaning does not depend on what was being done. The first that matches wins. */
const meanings: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^SQLITE_READONLY|^BLOCKED$|^EROFS$/, 'READ_ONLY_DATABASE', 'the database takes no writes'],
  // The shared memory beside a file in WAL mode could not grow: https://www.sqlite.org/rescode.html#ioerr_shmsize
  [/^SQLITE_FULL|^SQLITE_IOERR_SHMSIZE$|^ENOSPC$|^EDQUOT$/, 'DISK_FULL', 'the database ran out of space'],
  [/^SQLITE_(PERM|AUTH)|^EACCES$|^EPERM$/, 'PERMISSION_DENIED', 'the database may not be used'],
  [/^SQLITE_NOTADB/, 'DATABASE_UNREACHABLE', 'the file is not a SQLite database'],
  [/^SQLITE_CANTOPEN/, 'DATABASE_UNREACHABLE', 'the file cannot be opened'],
  [
    /^(TRANSACTION_TIMEOUT|STREAM_EXPIRED)$/,
    'TRANSACTION_TIMEOUT',
    'the server ended the transaction, because it took more than 5 seconds while others waited; nothing was kept',
  ],
  [networkCode, 'DATABASE_UNREACHABLE', 'the server cannot be reached'],
];

/** What to do where the code's own hint is about servers, or too general. The first that matches wins. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_READONLY_DIRECTORY$|^EROFS$/,
    'Make the folder writable for the user that runs Lockstep: SQLite keeps its journal beside the file.',
  ],
  [
    /^SQLITE_READONLY/,
    'Make the file, its -wal and -shm where they are, and their folder writable for the user that runs Lockstep.',
  ],
  [/^EACCES$|^EPERM$/, 'Give the user that runs Lockstep access to the file and its folder.'],
  [/^SQLITE_NOTADB/, 'Give the path of a SQLite database, or move that file away.'],
  [/^SQLITE_CORRUPT/, 'Look at the file with PRAGMA integrity_check, and restore a copy.'],
  [/^SQLITE_CANTOPEN/, 'Check the path, and who may read and write the file and its folder.'],
  [
    /^(TRANSACTION_TIMEOUT|STREAM_EXPIRED)$/,
    'Split the script into smaller versions, or stop the other writers while it runs. Run migrate again.',
  ],
];

/** True where waiting changes nothing: the file is no database, or a server has answered that it does not want us. */
function isRefused(code: string, message: string): boolean {
  return !networkCode.test(code) || /\bHTTP status 40[134]\b/.test(message);
}

/** Returns the error's code and message, without credentials, whichever library threw it. */
export function nativeError(error: unknown): NativeError {
  const { code, rawCode, message, cause } = (error ?? {}) as Record<string, unknown>;
  const text = typeof message === 'string' ? message : String(error);
  const raw = typeof rawCode === 'number' ? rawCode : numberIn(code, text);
  const number = raw === null ? undefined : (extendedCodes[raw] ?? primaryCodes[raw & 0xff]);
  const named = typeof code === 'string' && code !== '' && !isNameless(code) ? code : null;
  if (named === null && number === 'SQLITE_CANTOPEN')
    return { code: number, message: 'unable to open database file' };
  if (named === null && number === undefined && cause instanceof Error && text === 'fetch failed') {
    const inner = nativeError(cause);
    return { code: /^[A-Z]/.test(inner.code) ? inner.code : 'HRANA_FETCH', message: inner.message };
  }
  // The client repeats its code once per layer, the server says what kind of error it is.
  const [, plain, offset] =
    /^(?:[A-Z][A-Z_]+: )*(?:(?:SQLite|SQL input) error: )?(.*?)(?: \(at offset (\d+)\))?$/s.exec(text)!;
  return {
    code: named ?? number ?? (typeof code === 'string' ? 'SQLITE_ERROR' : 'UNKNOWN'),
    message: redact(plain!),
    ...(offset === undefined ? {} : { byteOffset: Number(offset) }),
  };
}

function isNameless(code: string): boolean {
  return code === 'SQLITE_UNKNOWN' || code.startsWith('UNKNOWN_SQLITE_ERROR_');
}

/** libsql's synchronous package puts the number into a name, or into a message without any code. */
function numberIn(code: unknown, text: string): number | null {
  const found =
    /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(String(code)) ??
    /^ConnectionFailed\("Unable to open connection to local database .*: (\d+)"\)$/s.exec(text);
  return found === null ? null : Number(found[1]);
}

/** True where the server could not be heard: what it was told last may have been done. */
export function isConnectionLost(error: unknown): boolean {
  return networkCode.test(nativeError(error).code);
}

/** True where somebody else has the lock. */
export function isBusy(error: unknown): boolean {
  return nativeError(error).code.startsWith('SQLITE_BUSY');
}

/** True where a foreign key was the reason. */
export function isForeignKeyFailure(error: unknown): boolean {
  const { code, message } = nativeError(error);
  return code.startsWith('SQLITE_CONSTRAINT') && /FOREIGN KEY/i.test(message);
}

/** True where the error says that a table or column is not there. */
export function isMissingObject(error: unknown): boolean {
  return /^no such (table|column)\b/.test(nativeError(error).message);
}

/** True where a key points to columns that are not unique, so that no row of it can be checked. */
export function isKeyMismatch(error: unknown): boolean {
  const cause = error instanceof StepError ? error.cause : error;
  return nativeError(cause).message.startsWith('foreign key mismatch');
}

/** True where a savepoint has gone with the transaction that it was in. */
export function isMissingSavepoint(error: unknown): boolean {
  return nativeError(error).message.startsWith('no such savepoint');
}

/**
 * Returns the error as ours, with the code that contract and hint depend on. `otherwise` is for everything that has no
 * meaning of its own, e.g. a constraint.
 */
export function mapError(
  error: unknown,
  otherwise: ErrorCode,
  more: { readonly hint?: string; readonly details?: Readonly<Record<string, unknown>> } = {},
): LockstepError {
  if (error instanceof LockstepError) return error;
  const { code: engineCode, message: engineMessage } = nativeError(error);
  const [, code, meaning] = meanings.find(([pattern]) => pattern.test(engineCode)) ?? [null, otherwise, null];
  const hint =
    hints.find(([pattern]) => pattern.test(engineCode))?.[1] ?? (code === otherwise ? more.hint : undefined);
  const options: LockstepErrorOptions = {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    details: {
      engineCode,
      engineMessage,
      ...(code === 'DATABASE_UNREACHABLE' && isRefused(engineCode, engineMessage) ? { refused: true } : {}),
      ...more.details,
    },
  };
  return new LockstepError(code, meaning === null ? engineMessage : `${meaning}: ${engineMessage}`, options);
}

/** True where the lock itself was refused, and not a step of the work under it. */
export function isLockRefused(error: unknown): boolean {
  return !(error instanceof StepError) && isBusy(error);
}
