import { LockstepError } from '../../core/errors.ts';
import { shorten } from '../../core/shorten.ts';
import { mapError, nativeError } from './map-error.ts';

/** A statement of a script and where it stands. */
export interface Place {
  readonly text: string;
  readonly start: number;
}

/** Returns the error for a statement that failed: MIGRATION_FAILED or a more exact code, with its place. */
export function statementFailure(cause: unknown, statement: Place): LockstepError {
  const { message, byteOffset = 0 } = nativeError(cause);
  const hint = hintFor(message);
  const before = Buffer.from(statement.text).subarray(0, byteOffset).toString();
  const { offset, ...place } = placeOf(statement);
  return mapError(cause, 'MIGRATION_FAILED', {
    details: { offset: offset + before.length, ...place },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Returns the error for a script that ended the transaction; null where only the savepoint noticed, not which statement. */
export function transactionEnded(statement: Place | null): LockstepError {
  return new LockstepError(
    'FORBIDDEN_STATEMENT',
    statement === null
      ? 'the script ended the transaction in which it ran'
      : `the statement ended the transaction in which the script ran: ${shorten(statement.text)}`,
    {
      hint: 'Take transaction control out of the script. What stood before it may have been kept: compare the schema.',
      details: statement === null ? { offset: null, statement: null } : placeOf(statement),
    },
  );
}

/** Returns the error for rows that point nowhere; the list is cut, the count is not. */
export function foreignKeyViolation(
  violations: readonly { readonly table: string; readonly rowid: number | null; readonly parent: string }[],
  cause?: unknown,
): LockstepError {
  const [first] = violations;
  const example =
    first === undefined ? '' : `, e.g. ${first.table} rowid ${first.rowid ?? '?'} -> ${first.parent}`;
  const rows = violations.length === 1 ? '1 row points' : `${violations.length || 'some'} rows point`;
  return new LockstepError('FOREIGN_KEY_VIOLATION', `${rows} to a parent that is not there${example}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'Mend the rows, or the script: a table that it drops must be brought back under its name by the same version.',
    details: {
      violations: violations.slice(0, 100).map(({ table, rowid, parent }) => ({ table, rowid, parent })),
      count: violations.length,
      offset: null,
      statement: null,
    },
  });
}

function placeOf({ text, start }: Place): { readonly offset: number; readonly statement: string } {
  return { offset: start, statement: shorten(text) };
}

function hintFor(message: string): string | undefined {
  const dangling = /^error in (view|trigger) (\S+)/.exec(message);
  if (dangling === null) return undefined;
  return `Drop the ${dangling[1]} ${dangling[2]} before the table is rebuilt, and create it again afterwards.`;
}
