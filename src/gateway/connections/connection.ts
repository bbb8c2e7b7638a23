import type { Repositories } from '../domain/store.ts';
import type { Patience } from '../store/patience.ts';

/** What a native error of a driver is about; its driver's one file reads it from SQLSTATE or SQLITE_*. */
export type Fault =
  | 'unique'
  /** A row refers to nothing, or is referred to: which one, the operation knows. */
  | 'foreign-key'
  | 'invalid'
  /** Others hold it; nothing of the statement, and with it of its transaction, was done. */
  | 'busy'
  | 'unavailable'
  /** The answer to a COMMIT was lost: it was done or it was not. */
  | 'outcome-unknown'
  | 'unexpected';

type Work<T> = (repositories: Repositories) => Promise<T>;

/** What a driver does for the store. Errors are the driver's own; `readFault` reads them. */
export interface Connection {
  /** Runs one call that changes nothing, outside of any transaction. */
  read<T>(work: Work<T>): Promise<T>;
  /** Runs one call that changes rows with one statement. */
  change<T>(work: Work<T>, patience: Patience): Promise<T>;
  /** Runs the work in one write transaction on a connection of its own: commits when it returns, rolls back when it throws. */
  transact<T>(work: Work<T>, patience: Patience): Promise<T>;
  /** Whether one writer at a time may be under way (SQLite): the store lets the others of this process wait in line. */
  readonly oneWriter: boolean;
  /** Returns when the database has answered. */
  ping(): Promise<void>;
  /** What the error is about, with the driver's own error: what drizzle wraps around it repeats all values. */
  readFault(error: unknown): { readonly fault: Fault; readonly cause: unknown };
  /** Ends all at once, also what is under way. Returns whatever the database does. */
  close(): Promise<void>;
}
