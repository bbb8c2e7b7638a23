import type { Repositories } from '../domain/store.ts';

/** What a native error of a driver is about; its driver's one file reads it from SQLSTATE or SQLITE_*. */
export type Fault =
  | 'unique'
  /** A row refers to nothing, or is referred to: which one, the operation knows. */
  | 'foreign-key'
  | 'invalid'
  /** Others hold it; nothing of the statement, and with it of its transaction, was done. */
  | 'busy'
  | 'unavailable'
  | 'unexpected';

/** What a driver does for the store. Errors are the driver's own; `readFault` reads them. */
export interface Connection {
  /** Runs one call outside of any transaction. */
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Runs the work in one write transaction on a connection of its own: commits when it returns, rolls back when it throws. */
  transact<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Whether one writer at a time may be under way (SQLite): the store lets the others of this process wait in line. */
  readonly oneWriter: boolean;
  /** Returns when the database has answered. */
  ping(): Promise<void>;
  /** What the error is about, with the driver's own error: what drizzle wraps around it repeats all values. */
  readFault(error: unknown): { readonly fault: Fault; readonly cause: unknown };
  close(): Promise<void>;
}
