import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../core/engine.ts';
import { categories, type LoadedModule } from '../core/migration.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { createMigrator } from '../migrate/migrator.ts';
import { parseAddress } from '../modules/parse-address.ts';
import { usePostgresScratch } from './scratch-server.ts';

export interface ScratchDatabaseOptions {
  /**
   * PostgreSQL: a server on which databases may be created. Defaults to LOCKSTEP_SCRATCH_URL, else `embedded:postgres`. The
   * address's own database is connected to and not touched.
   */
  readonly url?: string;
  /** SQLite: whose library opens it for the migrations. Defaults to `better-sqlite3`. */
  readonly driver?: 'better-sqlite3' | 'libsql';
  /** Migrations to apply, every category, in this order. Defaults to none: an empty database. */
  readonly modules?: readonly LoadedModule[];
  /** Where an embedded server keeps its data. Defaults to the working folder. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** A database for one test, or one file of tests. Its disposal removes it. */
export interface TestDatabase extends AsyncDisposable {
  readonly engine: Engine;
  /** For the driver under test: `postgres://…`, `sqlite:PATH`, `file:PATH`. */
  readonly url: string;
  /** The SQLite file; null on PostgreSQL. */
  readonly path: string | null;
  /** For `createMigrator`. */
  readonly database: Database;
}

/**
 * Returns a new database of an engine: on PostgreSQL one of its own on a server, on SQLite a file in a folder of its own. With
 * `modules` their migrations are applied. Throws DRIVER_MISSING with the install line, DATABASE_UNREACHABLE,
 * PERMISSION_DENIED where no database may be created, and what `migrate` throws; then nothing stays behind.
 */
export async function scratchDatabase(
  engine: Engine,
  options: ScratchDatabaseOptions = {},
): Promise<TestDatabase> {
  const test = await creators[engine](options);
  const { modules = [], signal } = options;
  if (modules.length === 0) return test;
  try {
    const migrator = createMigrator({ databases: [test.database], modules, actor: 'lockstep/testing' });
    await migrator.migrate({ categories, ...(signal === undefined ? {} : { signal }) });
    return test;
  } catch (error) {
    await test[Symbol.asyncDispose]();
    throw error;
  }
}

const creators: Readonly<Record<Engine, (options: ScratchDatabaseOptions) => Promise<TestDatabase>>> = {
  postgres: createPostgres,
  sqlite: createSqlite,
};

async function createPostgres({ url, folder, signal }: ScratchDatabaseOptions): Promise<TestDatabase> {
  const server = await usePostgresScratch({ url, folder, signal });
  try {
    const scratch = await server.create(signal);
    return {
      engine: 'postgres',
      url: scratch.database.address.url,
      path: null,
      database: scratch.database,
      async [Symbol.asyncDispose]() {
        await scratch[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

const schemes = { 'better-sqlite3': 'sqlite', libsql: 'file' } as const;

async function createSqlite({
  driver = 'better-sqlite3',
  signal,
}: ScratchDatabaseOptions): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const path = join(folder, 'test.db');
  const url = `${schemes[driver]}:${path}`;
  const database = databaseAt(parseAddress(url, { folder, name: 'scratch SQLite' }));
  try {
    await database.session({ create: true, signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    engine: 'sqlite',
    url,
    path,
    database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await remove();
    },
  };
}
