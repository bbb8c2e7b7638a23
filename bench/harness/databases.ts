import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCluster } from '../../test/servers/run-cluster.ts';
import type { Engine } from './generate-files.ts';
import type { WorkFolder } from './work-folder.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Gives each run a database of its own. */
export interface Databases {
  readonly engine: Engine;
  /** What the server or the library says of its version. */
  readonly version: string;
  /** Creates an empty database and returns its address: the path of a file, or a URL. */
  create(): Promise<string>;
  /** Runs one statement on a database. Throws where there is no such table. */
  ask(url: string, sql: string): Promise<readonly Row[]>;
  /** Writes what is waiting to be written, so that no run pays for the one before. */
  settle(): Promise<void>;
  /** Returns when nobody works on the database any more: a server may go on after its client was killed. */
  whenIdle(url: string): Promise<void>;
  /** User and system time of the server's sessions that have ended; 0 where it cannot be told, as without a server. */
  serverCpuMs(): number;
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
    ask: async (path, sql) => {
      const db = new Database(path);
      try {
        const statement = db.prepare(sql);
        if (statement.reader) return statement.all() as Row[];
        statement.run();
        return [];
      } finally {
        db.close();
      }
    },
    settle: async () => undefined,
    whenIdle: async () => undefined,
    serverCpuMs: () => 0,
    drop: async () => undefined,
  };
}

/** Databases on one PostgreSQL server of the run's own, with the durability that PostgreSQL has by default. */
export async function postgresDatabases(work: WorkFolder): Promise<Databases> {
  const { default: pg } = await import('pg');
  const given = process.env['LOCKSTEP_BENCH_POSTGRES_URL'];
  const server =
    given === undefined
      ? await runCluster({ runFolder: work.path, settings: { max_connections: '200' } })
      : null;
  const admin = given ?? server?.url ?? '';
  const ask = async (url: string, sql: string): Promise<readonly Row[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  };
  const [row] = await ask(admin, 'SHOW server_version');
  let last = 0;
  return {
    engine: 'postgres',
    version: String(row?.['server_version']),
    create: async () => {
      const name = `bench_${process.pid}_${++last}`;
      await ask(admin, `CREATE DATABASE ${name} TEMPLATE template0`);
      const created = new URL(admin);
      created.pathname = `/${name}`;
      return created.href;
    },
    ask,
    settle: async () => void (await ask(admin, 'CHECKPOINT')),
    whenIdle: async (url) => {
      const name = new URL(url).pathname.slice(1);
      for (let i = 0; i < 500; i++) {
        const rows = await ask(admin, `SELECT pid FROM pg_stat_activity WHERE datname = '${name}'`);
        if (rows.length === 0) return;
        await sleep(10);
      }
    },
    serverCpuMs: () => endedChildrenCpuMs(server?.pid() ?? null),
    drop: async (created) => {
      const name = new URL(created).pathname.slice(1);
      await ask(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Linux only: the fields cutime and cstime of the postmaster, in hundredths of a second. */
function endedChildrenCpuMs(pid: number | null): number {
  if (pid === null || process.platform !== 'linux') return 0;
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
