import { randomUUID } from 'node:crypto';
import { parseAddress } from '../index.ts';
import type { Connection } from './connections/connection.ts';
import { createStore } from './store/create-store.ts';
import type { RepositoryContext } from './domain/repository-context.ts';
import type { Store } from './domain/store.ts';
import { InvalidValue, Unavailable } from './domain/store-error.ts';

/** How a store is opened. */
export interface OpenStoreOptions extends Partial<RepositoryContext> {
  /** What a relative path of a file starts from. Defaults to the working folder. */
  readonly folder?: string;
  /**
   * Defaults to 10,000: how long a call waits for others before it is Busy. A libsql server holds what a killed client had locked
   * for 5 seconds.
   */
  readonly busyTimeoutMs?: number;
  /**
   * Defaults to 30,000: how long a server may take to answer, and how long close() waits for what is under way. Whoever gets no
   * answer gets Unavailable.
   */
  readonly callTimeoutMs?: number;
  /** Defaults to 10: connections to PostgreSQL at most. */
  readonly connections?: number;
}

type Connect = (
  url: string,
  path: string | null,
  context: RepositoryContext,
  options: Required<Limits>,
) => Promise<Connection>;
type Limits = Pick<OpenStoreOptions, 'busyTimeoutMs' | 'callTimeoutMs' | 'connections'>;

const connects: Readonly<Record<ReturnType<typeof parseAddress>['driver'], Connect>> = {
  pg: async (url, _path, context, { connections, busyTimeoutMs, callTimeoutMs }) =>
    (await import('./connections/postgres.ts')).connectPostgres(url, context, {
      connections,
      waitMs: busyTimeoutMs,
      answerMs: callTimeoutMs,
    }),
  'better-sqlite3': async (_url, path, context) =>
    (await import('./connections/better-sqlite3.ts')).connectBetterSqlite3(path ?? '', context),
  libsql: async (url, path, context, { callTimeoutMs }) =>
    (await import('./connections/libsql.ts')).connectLibsql(url, path, context, {
      answerMs: callTimeoutMs,
    }),
};

/**
 * Returns the store at a URL: the same whichever engine keeps it (postgres://…, sqlite:PATH through better-sqlite3, file:PATH
 * and libsql://… through libsql). The database has been migrated before; nothing is created. Close it when done.
 * A local file is put into WAL mode, where it can be: readers and the writer do not wait for each other then.
 * Throws Unavailable where it cannot be reached or is not there, InvalidValue for a URL that is none.
 */
export async function openStore(url: string, options: OpenStoreOptions = {}): Promise<Store> {
  const {
    folder = process.cwd(),
    busyTimeoutMs = 10_000,
    callTimeoutMs = 30_000,
    connections = 10,
  } = options;
  const address = readAddress(url, folder);
  const context = { now: options.now ?? (() => new Date()), newId: options.newId ?? randomUUID };
  const path = address.location.kind === 'file' ? address.location.path : null;
  const connection = await connects[address.driver](address.url, path, context, {
    busyTimeoutMs,
    callTimeoutMs,
    connections,
  }).catch((error: unknown) => {
    throw new Unavailable(`${address.redacted} cannot be opened`, error);
  });
  const store = createStore(connection, { busyTimeoutMs, callTimeoutMs });
  try {
    await store.ping();
  } catch (error) {
    await store.close();
    throw error instanceof Unavailable
      ? new Unavailable(`${address.redacted} cannot be used`, error.cause)
      : error;
  }
  return store;
}

function readAddress(url: string, folder: string): ReturnType<typeof parseAddress> {
  let address: ReturnType<typeof parseAddress>;
  try {
    address = parseAddress(url, { folder });
  } catch (error) {
    throw new InvalidValue(error instanceof Error ? error.message : 'The address cannot be read', error);
  }
  if (address.location.kind !== 'embedded') return address;
  throw new InvalidValue(
    'An embedded server is opened by its own URL: mise run postgres-env prints it while the server runs',
  );
}
