import type { ErrorCode } from '../../core/error-codes.ts';
import { LockstepError } from '../../core/errors.ts';
import { historyChangedText } from '../../engines/postgres/write-sql.ts';
import { locateError, type SentScript } from './locate-error.ts';
import type { PgError } from './pg-error.ts';

/** What was being done when the error came. */
export interface Doing {
  /** The message, where it held statements of a script. */
  readonly sent?: SentScript;
  readonly signal?: AbortSignal | undefined;
}

/** SQLSTATEs whose meaning is more exact than "the script failed". */
const codes: Readonly<Record<string, ErrorCode>> = {
  '23503': 'FOREIGN_KEY_VIOLATION',
  '42501': 'PERMISSION_DENIED',
  '25006': 'READ_ONLY_DATABASE',
  '53100': 'DISK_FULL',
  '25P03': 'TRANSACTION_TIMEOUT',
  '25P04': 'TRANSACTION_TIMEOUT',
  '25001': 'FORBIDDEN_STATEMENT',
  '2D000': 'FORBIDDEN_STATEMENT',
};

/** Where the server checks BEGIN READ WRITE, from release to release. */
const beginRoutines: readonly string[] = [
  'call_bool_check_hook',
  'check_transaction_read_only',
  'check_XactReadOnly',
];

/** What our own block raises where the history is not what it must be after the row was written. */
const historyChangedCode = 'LS002';

/** Errors with which the server closes the connection. */
const closing: readonly string[] = ['57P01', '57P02', '57P03', '57P05'];

/** Returns what any error of an open connection means; a LockstepError stays what it is. */
export function mapError(error: unknown, { sent, signal }: Doing = {}): LockstepError {
  if (error instanceof LockstepError) return error;
  const native = error as PgError;
  // A script that catches the cancellation may raise whatever it likes.
  if (signal?.aborted && !isLoss(native)) {
    return new LockstepError('INTERRUPTED', 'the run was stopped, and the script was rolled back', {
      cause: error,
    });
  }
  if (isLoss(native)) {
    return new LockstepError('DATABASE_UNREACHABLE', `the connection was lost: ${messageOf(native)}`, {
      details: { connectionLost: true, ...engineFacts(native) },
      cause: error,
    });
  }
  if (saysHistoryChanged(native)) {
    return historyChanged(native);
  }
  const code = codeOf(native);
  const hint = hintFor(code, native);
  return new LockstepError(code, `${native.message} (${native.code})`, {
    details: { ...engineFacts(native), ...(sent === undefined ? {} : locateError(native, sent)) },
    cause: error,
    ...(hint === null ? {} : { hint }),
  });
}

/** Returns what an error means of a query that only reads. */
export function mapReadError(error: unknown): LockstepError {
  const mapped = mapError(error);
  if (mapped.details['engineCode'] !== '55P03') return mapped;
  return new LockstepError('LOCK_TIMEOUT', `the catalog cannot be read: ${mapped.message}`, {
    hint: 'Somebody is changing a table that a view reads; run again when that transaction has ended.',
    details: mapped.details,
    cause: error,
  });
}

/** Returns what it means that the history is not what it must be after the row was written. */
export function historyChanged(cause?: PgError): LockstepError {
  const facts = cause === undefined ? {} : engineFacts(cause);
  return new LockstepError('FORBIDDEN_STATEMENT', historyChangedText, {
    hint: 'Leave the history to Lockstep: take out of the script, or drop, what changes it.',
    details: { ...facts, engineCode: historyChangedCode, engineMessage: historyChangedText },
    cause,
  });
}

/** Returns what it means that a connection could not be opened. */
export function mapConnectError(
  error: unknown,
  address: { readonly host: string; readonly port: number; readonly database?: string | undefined },
): LockstepError {
  if (error instanceof LockstepError) return error;
  const native = error as PgError;
  const code = native.code === '42501' ? 'PERMISSION_DENIED' : 'DATABASE_UNREACHABLE';
  const hint = connectHint(native);
  const where = `${address.host}:${address.port}/${address.database ?? ''}`;
  return new LockstepError(code, `cannot connect to PostgreSQL at ${where}: ${messageOf(native)}`, {
    ...(hint === null ? {} : { hint }),
    details: { ...engineFacts(native), ...(isRefused(native) || hint !== null ? { refused: true } : {}) },
    cause: error,
  });
}

/** Invalid authorization, wrong password, no such database, no right to connect. */
const refusals: readonly string[] = ['28000', '28P01', '3D000', '42501'];

/** True where the server has answered, and will say the same as long as nobody changes a setting. */
function isRefused({ code = '', message }: PgError): boolean {
  return refusals.includes(code) || message.startsWith('SASL');
}

/** Certificates that OpenSSL does not trust. */
const untrusted = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/** What to do where the server answers, and TLS is why nothing comes of it. */
function connectHint({ code = '', message }: PgError): string | null {
  if (untrusted.test(code))
    return 'Name the certificate that proves the server: add sslmode=verify-full&sslrootcert=FILE to the URL; sslmode=no-verify encrypts without a proof.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Connect under a name that stands in the certificate; sslmode=no-verify encrypts without a proof.';
  if (code === '28000' && message.includes('no encryption'))
    return 'The server wants TLS: add sslmode=verify-full to the URL, and sslrootcert=FILE where the certificate is your own.';
  return message === 'The server does not support SSL connections'
    ? 'Add sslmode=disable to the URL where nobody else can listen, or turn on ssl on the server.'
    : null;
}

/** Raised by our own block, or by a cast in a statement of our own, which no function or block stands around. */
function saysHistoryChanged({ code, message, where }: PgError): boolean {
  if (code === historyChangedCode) return true;
  return code === '22P02' && where === undefined && message.includes(historyChangedText);
}

/** True where the relation, column, type or privilege that a query needs is not there: the catalog tells which. */
export function isMissingObject(error: unknown): boolean {
  return ['42P01', '42703', '42883', '42804', '22P02', '3F000'].includes((error as PgError).code ?? '');
}

function codeOf({ code = '', routine = '', where }: PgError): ErrorCode {
  // Transaction commands and COPY from the client inside EXECUTE.
  if (code === '0A000' && routine === 'exec_stmt_dynexecute') return 'FORBIDDEN_STATEMENT';
  // A standby refuses to begin a writing transaction, before any statement has run.
  if (code === '0A000' && where === undefined && beginRoutines.includes(routine)) return 'READ_ONLY_DATABASE';
  return codes[code] ?? 'MIGRATION_FAILED';
}

function isLoss(error: PgError): boolean {
  const { code = '', severity, file } = error;
  if (severity === undefined) return true;
  // A script may raise 08xxx itself (dblink): the server says where it was raised, a pooler does not.
  return closing.includes(code) || (code.startsWith('08') && file === undefined);
}

function hintFor(code: ErrorCode, { code: state, routine, hint }: PgError): string | null {
  if (state === '25001' && routine === 'PreventInTransactionBlock')
    return 'Put the statement into a version of its own with the header line -- lockstep: transaction=none.';
  return code === 'MIGRATION_FAILED' && hint !== undefined ? hint : null;
}

function engineFacts(error: PgError): Readonly<Record<string, string>> {
  const { code, detail, constraint, table, schema } = error;
  const facts = { engineCode: code, engineMessage: messageOf(error), detail, constraint, table, schema };
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined),
  );
}

/** Node reports several addresses of one host as one error without a message. */
function messageOf(error: Error): string {
  if (error.message !== '') return error.message;
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return first?.message ?? String((error as PgError).code ?? error.name);
}
