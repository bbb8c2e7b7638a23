import { codeOf } from '../connections/code-of.ts';
import type { Fault } from '../connections/connection.ts';
import type { OperationKind, OperationName } from '../domain/operation.ts';
import {
  Busy,
  Conflict,
  InvalidValue,
  MissingReference,
  StillReferenced,
  type StoreError,
  Unavailable,
  Unexpected,
} from '../domain/store-error.ts';

type Reason = () => StoreError;

/** Returns the error of the closed set that stands for a driver's own. */
export function toStoreError(
  { fault, cause }: { readonly fault: Fault; readonly cause: unknown },
  name: OperationName,
  kind: OperationKind,
): StoreError {
  const reasons: Readonly<Record<Fault, Reason>> = {
    unique: () => new Conflict(`${name}: a unique value is taken`, cause),
    'foreign-key': () =>
      kind === 'remove'
        ? new StillReferenced(`${name}: other rows refer to it`, cause)
        : new MissingReference(`${name}: it refers to a row that is not there`, cause),
    invalid: () => new InvalidValue(`${name}: a value breaks a rule of the table`, cause),
    busy: () => new Busy(`${name}: others are in the way`, cause),
    unavailable: () => new Unavailable(`${name}: the database cannot be used`, cause),
    'outcome-unknown': () =>
      new Unavailable(
        `${name}: the connection was lost while it was committed; whether it was done is not known`,
        cause,
      ),
    // What a driver or JavaScript says may repeat a value; it is in the cause alone.
    unexpected: () => new Unexpected(`${name}: an unexpected error (${whatItIs(cause)})`, cause),
  };
  return reasons[fault]();
}

function whatItIs(cause: unknown): string {
  return codeOf(cause) || (cause instanceof Error ? cause.name : typeof cause);
}
