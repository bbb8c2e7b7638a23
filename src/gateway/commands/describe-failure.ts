import { LockstepError } from '../../index.ts';
import { hintOf } from './hint-of.ts';
import { StoreError, type StoreErrorCode } from '../domain/store-error.ts';
import { hideCredentials, reasonOf } from '../server/reason-of.ts';

/** How a start ends whose store could not be opened or seeded; as the framework ends where the database cannot be reached. */
const exitCodes: Readonly<Partial<Record<StoreErrorCode, number>>> = { UNAVAILABLE: 6, BUSY: 6 };

/** Returns the JSON document of a failure, with what had been done before it. */
export function failureDocument(error: unknown): object {
  if (!(error instanceof LockstepError)) {
    return { error: { code: 'UNEXPECTED', message: messageOf(error), hint: bugHint, details: {} } };
  }
  const { code, message, details, report } = error;
  return { error: { code, message, hint: hintOf(error), details }, ...report };
}

/** Returns the failure for people. */
export function failureText(error: unknown): string {
  if (error instanceof StoreError) {
    const reason = reasonOf(error);
    return `✗ ${error.code}  ${messageOf(error.message)}\n${reason === undefined ? '' : `  ${reason}\n`}`;
  }
  if (!(error instanceof LockstepError)) return `✗ UNEXPECTED  ${messageOf(error)}\n  → ${bugHint}\n`;
  const lines = error.message.split('\n').join('\n  ');
  return `✗ ${error.code}  ${lines}\n  → ${hintOf(error)}\n`;
}

/** With which exit code the process ends. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof StoreError) return exitCodes[error.code] ?? 1;
  return error instanceof LockstepError ? error.exitCode : 1;
}

const bugHint = 'This is a bug in the gateway: please report it with what is printed above.';

/** An error that nobody planned may hold anything. */
function messageOf(error: unknown): string {
  return hideCredentials(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
