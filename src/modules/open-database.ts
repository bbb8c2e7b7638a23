import { LockstepError } from '../core/errors.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { parseAddress } from './parse-address.ts';

/** How a database is opened and called. */
export interface OpenDatabaseOptions {
  /** What reports call the database. Defaults to its URL without password. */
  readonly name?: string;
  /** What relative paths are relative to. Defaults to the working folder. */
  readonly folder?: string;
  /** Defaults to true: a SQLite file or embedded server that does not exist is created by the first migration. */
  readonly mayBeAbsent?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Returns the database at a URL, connected where it exists; nothing is created. Dispose of it when done.
 * Throws CONFIG_INVALID for an address that cannot be read, DRIVER_MISSING, ENGINE_TOO_OLD, DATABASE_UNREACHABLE.
 */
export async function openDatabase(url: string, options: OpenDatabaseOptions = {}): Promise<Database> {
  const { name, folder = process.cwd(), mayBeAbsent = true, signal } = options;
  const database = databaseAt(parseAddress(url, { folder, ...(name === undefined ? {} : { name }) }));
  const session = await database.session({ create: false, signal });
  if (session !== null || mayBeAbsent) return database;
  throw new LockstepError('DATABASE_UNREACHABLE', `${database.address.redacted} does not exist`);
}
