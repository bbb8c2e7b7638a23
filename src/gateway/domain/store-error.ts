/** Why a repository refused or failed: a closed set, the same class for the same reason on every engine. */
export type StoreErrorCode =
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'STILL_REFERENCED'
  | 'MISSING_REFERENCE'
  | 'INVALID_VALUE'
  | 'UNAVAILABLE'
  | 'BUSY'
  | 'UNEXPECTED';

/** What every error of the store is. The native error of the driver is the `cause`; nobody needs to look at it. */
export abstract class StoreError extends Error {
  abstract readonly code: StoreErrorCode;
  /** Whether the same call may well succeed when it is repeated. */
  readonly retryable: boolean = false;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** The row that a change or a required look-up names is not there. */
export class NotFound extends StoreError {
  readonly code = 'NOT_FOUND';
}

/** A unique value is taken, or the row is not in the state that the change needs. */
export class Conflict extends StoreError {
  readonly code = 'CONFLICT';
}

/** The row cannot be removed: others refer to it and must not go with it. */
export class StillReferenced extends StoreError {
  readonly code = 'STILL_REFERENCED';
}

/** The row refers to one that is not there. */
export class MissingReference extends StoreError {
  readonly code = 'MISSING_REFERENCE';
}

/** A value is of the wrong kind, out of its range, too long, missing, or breaks a rule of the table. */
export class InvalidValue extends StoreError {
  readonly code = 'INVALID_VALUE';
}

/**
 * The database cannot be reached, went away, is read-only or full. Nothing was changed, unless the message says that the
 * connection was lost during a COMMIT: then it was done or not.
 */
export class Unavailable extends StoreError {
  readonly code = 'UNAVAILABLE';
}

/** Others hold what the call needs, for longer than it may wait. Nothing was changed. */
export class Busy extends StoreError {
  readonly code = 'BUSY';
  override readonly retryable = true;
}

/** Anything else: a defect of the store, of its caller or of the database. */
export class Unexpected extends StoreError {
  readonly code = 'UNEXPECTED';
}
