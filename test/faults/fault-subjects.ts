import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import { poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import { sqldMissing, startSqld } from '../servers/sqld.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import type { Query } from './fault-project.ts';
import { faultFile, type Journal } from './sqlite-file.ts';

/** A database of a test under one driver. */
export interface FaultStore {
  readonly url: string;
  readonly query: Query;
  /** True while a migration's transaction runs. */
  readonly isBusy: () => Promise<boolean>;
  readonly drop: () => Promise<void>;
}

export interface FaultSubject {
  readonly name: string;
  /** A file has the clock of whoever opens it. */
  readonly hasClock: boolean;
  /** Why it is not there, or null. */
  readonly missing: () => string | null;
  readonly fresh: () => Promise<FaultStore>;
}

const always = (): null => null;

const pg: FaultSubject = {
  name: 'pg',
  hasClock: true,
  missing: always,
  async fresh() {
    const { urls, query, drop } = await freshPostgresStore();
    const asleep = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    return { url: urls[0]!, query, drop, isBusy: async () => (await query(asleep)).length > 0 };
  },
};

const pooledPg: FaultSubject = {
  ...pg,
  name: 'pg through pgbouncer',
  missing: poolerMissing,
  async fresh() {
    const direct = await pg.fresh();
    const pooler = await startPooler(direct.url, 2);
    return {
      ...direct,
      url: pooler.url,
      async drop() {
        pooler.stop();
        await direct.drop();
      },
    };
  },
};

function file(scheme: 'sqlite' | 'file', journal: Journal): FaultSubject {
  return {
    name: `${scheme === 'sqlite' ? 'better-sqlite3' : 'libsql'}, journal ${journal}`,
    hasClock: false,
    missing: always,
    async fresh() {
      const { url, path, query } = faultFile(tempFolder(), scheme, journal);
      const isBusy = async (): Promise<boolean> => {
        const database = new DatabaseSync(path, { timeout: 0 });
        try {
          const [row] = database.prepare('SELECT count(*) AS n FROM log').all();
          if (row?.['n'] === 0) return false;
          database.exec('BEGIN IMMEDIATE; ROLLBACK');
          return false;
        } catch (error) {
          return (error as Error).message.includes('locked');
        } finally {
          database.close();
        }
      };
      return { url, query, isBusy, drop: async () => undefined };
    },
  };
}

function server(protocol: 'http' | 'ws'): FaultSubject {
  return {
    name: `sqld over ${protocol}`,
    hasClock: true,
    missing: sqldMissing,
    async fresh() {
      const started = await startSqld();
      if (started === null) throw new Error('sqld is missing');
      const query: Query = async (sql) => {
        const client = createClient({ url: started.url });
        try {
          return (await client.execute(sql)).rows as unknown as Record<string, unknown>[];
        } finally {
          client.close();
        }
      };
      const claimed = `SELECT (SELECT count(*) FROM log) AS n FROM schema_migrations_state WHERE key = 'claim'`;
      return {
        url: started.url.replace('http', protocol),
        query,
        isBusy: async () => Number((await query(claimed).catch(() => []))[0]?.['n'] ?? 0) > 0,
        drop: () => started.kill(),
      };
    },
  };
}

/** Every way to a database. */
export const faultSubjects: readonly FaultSubject[] = [
  pg,
  file('sqlite', 'wal'),
  file('file', 'delete'),
  server('http'),
  server('ws'),
  pooledPg,
];
