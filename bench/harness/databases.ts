import { join } from 'node:path';
import { runCluster } from '../../test/servers/run-cluster.ts';
import type { Engine } from './generate-files.ts';
import type { WorkFolder } from './work-folder.ts';

/** Gives each run a database of its own. */
export interface Databases {
  readonly engine: Engine;
  /** What the server or the library says of its version. */
  readonly version: string;
  /** Creates an empty database and returns its address: the path of a file, or a URL. */
  create(): Promise<string>;
  /** Writes what is waiting to be written, so that no run pays for the one before. */
  settle(): Promise<void>;
  drop(url: string): Promise<void>;
}

/** Databases on SQLite, each an empty file with the journal in WAL mode. `synchronous` stays at its default. */
export async function sqliteDatabases(work: WorkFolder): Promise<Databases> {
  const { default: Database } = await import('better-sqlite3');
  const version = new Database(':memory:').prepare('SELECT sqlite_version() AS version').pluck().get();
  return {
    engine: 'sqlite',
    version: String(version),
    create: async () => {
      const path = join(work.folder('sqlite'), 'bench.db');
      const db = new Database(path);
      db.pragma('journal_mode = WAL');
      db.close();
      return path;
    },
    settle: async () => undefined,
    drop: async () => undefined,
  };
}

/** Databases on one PostgreSQL server of the run's own, with the durability that PostgreSQL has by default. */
export async function postgresDatabases(
  work: WorkFolder,
  settings: Readonly<Record<string, string>> = {},
): Promise<Databases> {
  const { default: pg } = await import('pg');
  const given = process.env['LOCKSTEP_BENCH_POSTGRES_URL'];
  const url =
    given ??
    (await runCluster({ runFolder: work.path, settings: { max_connections: '200', ...settings } })).url;
  const ask = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  const [row] = await ask('SHOW server_version');
  let last = 0;
  return {
    engine: 'postgres',
    version: String(row?.['server_version']),
    create: async () => {
      const name = `bench_${process.pid}_${++last}`;
      await ask(`CREATE DATABASE ${name} TEMPLATE template0`);
      const created = new URL(url);
      created.pathname = `/${name}`;
      return created.href;
    },
    settle: async () => void (await ask('CHECKPOINT')),
    drop: async (created) => {
      const name = new URL(created).pathname.slice(1);
      await ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
