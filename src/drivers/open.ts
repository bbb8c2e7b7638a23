import type { Address } from '../core/address.ts';
import type { DriverName } from '../core/engine.ts';
import type { OpenOptions, OpenSession, Session } from './port.ts';

const openers: Readonly<Record<DriverName, () => Promise<OpenSession>>> = {
  pg: async () => (await import('./pg/open.ts')).openPg,
  'better-sqlite3': async () => (await import('./better-sqlite3/open.ts')).openBetterSqlite3,
  libsql: async () => (await import('./libsql/open.ts')).openLibsql,
};

/** A database that is opened when it is first needed and stays open until it is disposed of. */
export interface Database extends AsyncDisposable {
  readonly address: Address;
  /**
   * The one open session, or null where the database does not exist and `create` is false.
   * Throws DATABASE_UNREACHABLE, DRIVER_MISSING, ENGINE_TOO_OLD.
   */
  session(options: OpenOptions): Promise<Session | null>;
}

/** Returns the database of an address without touching it; the driver is imported when a session is asked for. */
export function databaseAt(address: Address): Database {
  let session: Session | null = null;
  let server: EmbeddedServer | null = null;
  let opening: Promise<Session | null> | null = null;

  async function open(options: OpenOptions): Promise<Session | null> {
    if (address.location.kind === 'embedded') {
      server ??= await serverAt(address.location, options);
      if (server === null) return null;
    }
    const openIt = await openers[address.driver]();
    return openIt(server?.url ?? address.url, options);
  }

  const database: Database = {
    address,
    async session(options) {
      if (session !== null) return session;
      if (opening !== null) {
        await opening.catch(ignore);
        // Nothing may have come of it: another was stopped, or may not create what is not there.
        return database.session(options);
      }
      opening = open(options);
      try {
        session = await opening;
        return session;
      } finally {
        opening = null;
      }
    },
    async [Symbol.asyncDispose]() {
      await opening?.catch(ignore);
      try {
        await session?.[Symbol.asyncDispose]();
      } finally {
        await server?.release();
        session = null;
        server = null;
      }
    },
  };
  return database;
}

function ignore(): void {}

interface EmbeddedServer {
  readonly url: string;
  release(): Promise<void>;
}

async function serverAt(
  { folder, major }: Extract<Address['location'], { kind: 'embedded' }>,
  { create, signal }: OpenOptions,
): Promise<EmbeddedServer | null> {
  const { startEmbedded, embeddedExists } = await import('./embedded/embedded.ts');
  if (!create && !(await embeddedExists(folder, major))) return null;
  return startEmbedded({ folder, major, signal });
}
