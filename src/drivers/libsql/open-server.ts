import { hostname, userInfo } from 'node:os';
import type { Client, Config } from '@libsql/client';
import { LockstepError } from '../../core/errors.ts';
import { redactUrl } from '../../core/redact.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { refuseOldSqlite } from '../sqlite/sqlite-version.ts';
import type { OpenOptions, Session } from '../port.ts';
import { mapError } from '../sqlite/map-error.ts';
import { sqliteSession } from '../sqlite/session.ts';
import { throwIfAborted } from '../sqlite/throw-if-aborted.ts';
import { claims } from './claims.ts';
import { RemoteConnection } from './remote-connection.ts';
import { serverIdentity } from './server-identity.ts';
import { untilAborted } from './until-aborted.ts';

const connectTimeoutMs = 10_000;

/**
 * Returns the session on a libsql server, over http or websockets as the URL says. Throws DATABASE_UNREACHABLE within
 * 10 seconds where nobody answers, also for a refused token; DRIVER_MISSING; ENGINE_TOO_OLD.
 */
export async function openLibsqlServer(url: string, { signal }: OpenOptions): Promise<Session> {
  throwIfAborted(signal);
  const createClient = await importClient(url);
  try {
    const connection = new RemoteConnection(() => createClient({ url, intMode: 'bigint' }));
    try {
      refuseOldSqlite(await versionOf(connection, signal));
    } catch (error) {
      await connection.close();
      throw error;
    }
    const turn = claims(connection, holderText());
    return sqliteSession({
      driver: 'libsql',
      capabilities: { appliesInOneMessage: false, runsAlone: false, backsUp: false, scriptOrder: 2 },
      connection,
      turn,
      identity: serverIdentity(url),
      async dispose() {
        await connection.endTransaction();
        await turn.leaveAll();
        await connection.close();
      },
    });
  } catch (error) {
    throw mapError(error, 'DATABASE_UNREACHABLE', { details: { url: redactUrl(url) } });
  }
}

/** The whole client would load libsql's native library too. */
async function importClient(url: string): Promise<(config: Config) => Client> {
  type Package = { readonly createClient: (config: Config) => Client };
  const { createClient } = await importPackage(
    '@libsql/client',
    (): Promise<Package> =>
      /^wss?:/i.test(url) ? import('@libsql/client/ws') : import('@libsql/client/http'),
  );
  return createClient;
}

async function versionOf(connection: RemoteConnection, signal: AbortSignal | undefined): Promise<string> {
  const timeout = AbortSignal.timeout(connectTimeoutMs);
  const asked = connection.read([{ sql: 'SELECT sqlite_version() AS version', rows: true }]);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const [rows] = await untilAborted(asked, either, () => {});
    return String(rows![0]!['version']);
  } catch (error) {
    if (!timeout.aborted || signal?.aborted) throw error;
    const seconds = connectTimeoutMs / 1000;
    throw new LockstepError('DATABASE_UNREACHABLE', `the server did not answer within ${seconds} seconds`);
  }
}

/** For people who wait: who has the claim, and since when. */
function holderText(): string {
  const since = new Date().toISOString().slice(11, 19);
  return `pid ${process.pid} of ${userName()}@${hostname()}, since ${since} UTC`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number without a name.
    return 'unknown';
  }
}
