import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { openBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { openLibsql } from '../../src/drivers/libsql/open.ts';
import type { OpenSession, Session } from '../../src/drivers/port.ts';
import { quoteName } from '../../src/engines/sqlite/quote.ts';
import type { Subject, SubjectDatabase } from '../conformance/subject.ts';
import { type SqldServer, sqldMissing, startSqld } from '../servers/sqld.ts';
import { tempFolder } from '../servers/temp-folder.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

const catalogSql = `SELECT m.type || ' ' || m.name || ' ' || coalesce(m.sql, '') || ' ' || coalesce(
  (SELECT group_concat(c.name || ' ' || c.type || ' ' || c."notnull", ', ') FROM pragma_table_xinfo(m.name) c), '') AS line
FROM sqlite_schema m WHERE m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1`;

const sql: Subject['sql'] = {
  outdatedHistory: `CREATE TABLE schema_migrations (migration_name TEXT PRIMARY KEY, category TEXT NOT NULL,
  checksum TEXT NOT NULL, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL, duration_ms INTEGER NOT NULL);
INSERT INTO schema_migrations VALUES ('V1__step', 'startup', 'sha256:0', '2020-01-01T00:00:00.000Z', 'someone', 1);`,
  trigger: `CREATE TRIGGER item_logged AFTER INSERT ON item WHEN NEW.n IS NOT NULL BEGIN
  INSERT INTO log (id) VALUES (CASE WHEN NEW.id > 0 THEN NEW.id + 1000 ELSE 0 END);
END`,
  slow: (
    milliseconds,
  ) => `WITH RECURSIVE counter (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counter WHERE x < ${milliseconds * 5_000})
SELECT count(*) FROM counter`,
};

/** What a database does with sessions that its test opened. */
function keepSessions(open: () => Promise<Session | null>): {
  readonly open: () => Promise<Session>;
  readonly closeAll: () => Promise<void>;
} {
  const sessions: Session[] = [];
  return {
    async open() {
      const session = await open();
      if (session === null) throw new Error('the database does not exist');
      sessions.push(session);
      return session;
    },
    async closeAll() {
      await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
    },
  };
}

interface LocalDriver {
  readonly open: OpenSession;
  readonly scheme: 'sqlite' | 'file';
  /** The same library: two of them must not open one file in one process. */
  readonly connect: (path: string) => Pick<Database.Database, 'exec' | 'close'> & {
    prepare(text: string): { all(): unknown[] };
  };
}

const require = createRequire(createRequire(import.meta.url).resolve('@libsql/client'));
const Libsql = require('libsql') as typeof Database;

const localDrivers: Readonly<Record<'better-sqlite3' | 'libsql', LocalDriver>> = {
  'better-sqlite3': { open: openBetterSqlite3, scheme: 'sqlite', connect: (path) => new Database(path) },
  libsql: { open: openLibsql, scheme: 'file', connect: (path) => new Libsql(path) },
};

/** A plain connection through the same library as the driver's. */
export function connectTo(
  driver: 'better-sqlite3' | 'libsql',
  path: string,
): ReturnType<LocalDriver['connect']> {
  return localDrivers[driver].connect(path);
}

/** A file of its own for every test. */
export function fileSubject(driver: 'better-sqlite3' | 'libsql', journalMode: 'wal' | 'delete'): Subject {
  const { open, scheme, connect } = localDrivers[driver];
  return {
    name: `${driver}, a file in ${journalMode} mode`,
    missing: () => null,
    history: { schema: null, table: 'schema_migrations' },
    sql,
    async fresh(): Promise<SubjectDatabase> {
      const path = join(tempFolder(), 'store.db');
      const run = async (text: string): Promise<void> => {
        const database = connect(path);
        try {
          database.exec(`PRAGMA busy_timeout = 1000; ${text}`);
        } finally {
          database.close();
        }
      };
      const query = async (text: string): Promise<Rows> => {
        const database = connect(path);
        try {
          return database.prepare(text).all() as Rows;
        } finally {
          database.close();
        }
      };
      await run(`PRAGMA journal_mode = ${journalMode}`);
      const sessions = keepSessions(() => open(`${scheme}:${path}`, { create: true }));
      return {
        open: sessions.open,
        query,
        run,
        catalog: async () => (await query(catalogSql)).map(({ line }) => String(line)),
        drop: sessions.closeAll,
      };
    },
  };
}

/** One server for all tests of a file, emptied for each; `stop` it at the end. */
export function serverSubject(protocol: 'http' | 'ws'): Subject & {
  readonly server: () => Promise<SqldServer>;
  readonly stop: () => Promise<void>;
} {
  let started: Promise<SqldServer | null> | null = null;
  const server = async (): Promise<SqldServer> => {
    const found = await (started ??= startSqld());
    if (found === null) throw new Error('sqld is missing');
    return found;
  };
  return {
    name: `libsql, a server over ${protocol}`,
    missing: sqldMissing,
    history: { schema: null, table: 'schema_migrations' },
    sql,
    skips: {
      'a temporary table of one script is gone in the next': 'the server refuses temporary tables',
      'children survive where an earlier script left a temporary table of their name':
        'the server refuses temporary tables',
    },
    server,
    async fresh(): Promise<SubjectDatabase> {
      const { url, wsUrl } = await server();
      const client = createClient({ url });
      const query = async (text: string): Promise<Rows> =>
        (await client.execute(text)).rows as unknown as Rows;
      const left = await query(
        "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
      );
      // What a virtual table keeps behind it goes with it.
      const drops = left.map(
        ({ type, name }) => `DROP ${String(type)} IF EXISTS ${quoteName(String(name))};`,
      );
      await client.executeMultiple(
        `PRAGMA foreign_keys = OFF; ${drops.join('\n')} PRAGMA foreign_keys = ON;`,
      );
      const sessions = keepSessions(() => openLibsql(protocol === 'ws' ? wsUrl : url, { create: false }));
      return {
        open: sessions.open,
        query,
        run: (text) => client.executeMultiple(text),
        catalog: async () => (await query(catalogSql)).map(({ line }) => String(line)),
        async drop() {
          await sessions.closeAll();
          client.close();
        },
      };
    },
    async stop() {
      const running = started;
      // Another file of the same process begins with another one.
      started = null;
      await (await running)?.stop();
    },
  };
}
