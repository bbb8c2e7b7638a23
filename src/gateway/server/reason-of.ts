import { LockstepError } from '../../index.ts';
import { codeOf } from '../connections/code-of.ts';
import { StoreError } from '../domain/store-error.ts';

/** Data exceptions and broken constraints of PostgreSQL, whose messages repeat what was given. */
const repeatsValues = /^2[23][0-9A-Z]{3}$/;
const mostLetters = 500;

/**
 * Returns what a driver said where it failed, for a log: its code and its message, undefined where the error is the store's own.
 * No values (what PostgreSQL says in `detail` and what a parser repeats stay out), and no credentials.
 */
export function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof StoreError) || error.cause === undefined) return undefined;
  const { cause } = error;
  const code = codeOf(cause) || (cause instanceof Error ? cause.name : typeof cause);
  const message = repeatsValues.test(code) || cause instanceof SyntaxError ? '' : messageOf(cause);
  const told = message === '' || message.startsWith(code) ? message || code : `${code}: ${message}`;
  return hideCredentials(told).slice(0, mostLetters);
}

/** Of a name with several addresses each was tried, and the error about all of them says nothing itself. */
function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if (cause.message !== '' || !(cause instanceof AggregateError)) return cause.message;
  return cause.errors.map(messageOf).join('; ');
}

/** Returns the text as the one class has it that hides credentials. */
export function hideCredentials(text: string): string {
  return new LockstepError('USAGE', text).message;
}
