import { type Pooler, poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';
import { findClaimant, findLockHolder, findWriter, racerUrl } from './find-holder.ts';
import { findPooledHolder } from './find-pooled-holder.ts';
import { eventually, type KillSubject } from './kill-subject.ts';

const always = (): null => null;
const atOnce = async (): Promise<void> => undefined;

/** Resolves when the test's own connection is the only one to its PostgreSQL database, but for those a pooler keeps. */
export function untilAlone(store: TestStore, keptByPooler = false): Promise<void> {
  return eventually(async () => {
    const busy = await store.query(`
      SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
         ${keptByPooler ? "AND state <> 'idle'" : ''}`);
    return busy.length === 0;
  });
}

export const pgSubject: KillSubject = {
  name: 'pg',
  fresh: freshPostgresStore,
  missing: always,
  // The server ends the killed client's message, or notices that the client is gone.
  settled: untilAlone,
  racerUrl,
  holder: findLockHolder,
};

/** The poolers of the stores that are in use. */
const poolers = new WeakMap<TestStore, Pooler>();

export const pgPoolerSubject: KillSubject = {
  name: 'pg through pgbouncer in transaction mode',
  missing: poolerMissing,
  async fresh() {
    const direct = await freshPostgresStore();
    // Fewer connections than a race has processes.
    const pooler = await startPooler(direct.urls[0] ?? '', 6);
    const store: TestStore = {
      ...direct,
      urls: [pooler.url],
      async drop() {
        pooler.stop();
        await direct.drop();
      },
    };
    poolers.set(store, pooler);
    return store;
  },
  async settled(store) {
    // What the killed client has sent lies in the pooler first.
    await eventually(async () => (await poolers.get(store)?.clients()) === 0);
    await untilAlone(store, true);
  },
  holder: async (store, pids) => {
    const pooler = poolers.get(store);
    return pooler === undefined ? null : findPooledHolder(store, pooler, pids);
  },
};

export const betterSqliteSubject: KillSubject = {
  name: 'better-sqlite3, both journals',
  fresh: (pick) => freshFileStore('sqlite', pick < 0.5),
  missing: always,
  settled: atOnce,
  holder: findWriter,
};

export const libsqlFileSubject: KillSubject = {
  name: 'libsql local, both journals',
  fresh: (pick) => freshFileStore('file', pick < 0.5),
  missing: always,
  settled: atOnce,
  holder: findWriter,
};

export const sqldHttpSubject: KillSubject = sqldSubject('http');
export const sqldWsSubject: KillSubject = sqldSubject('ws');

function sqldSubject(protocol: 'http' | 'ws'): KillSubject {
  return {
    name: `libsql remote, ${protocol}`,
    missing: sqldMissing,
    async fresh() {
      const store = await freshSqldStore();
      if (store === null) throw new Error('sqld is missing');
      return { ...store, urls: store.urls.filter((url) => url.startsWith(`${protocol}:`)) };
    },
    settled: atOnce,
    holder: findClaimant,
    // The server keeps the transaction of a client that died over http until another has waited for five seconds.
    ...(protocol === 'http' ? { lanes: 4 } : {}),
  };
}
