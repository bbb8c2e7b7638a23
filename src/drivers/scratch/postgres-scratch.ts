import { randomBytes } from 'node:crypto';
import type { Address } from '../../core/address.ts';
import { LockstepError } from '../../core/errors.ts';
import { connect, type PgConnection, type Row } from '../pg/connection.ts';
import { mapError } from '../pg/map-error.ts';
import { PgSession } from '../pg/session.ts';
import { borrowed, type ScratchDatabase, type ScratchServer, withIndex } from './scratch.ts';

/** What a killed run leaves behind goes with the first run a day later. The name says when it was made. */
const prefix = 'lockstep_scratch_';
const longestLifeMs = 24 * 3_600_000;

/**
 * Returns scratch databases on the server of an address: new ones beside the address's own database, which is only
 * connected to. An embedded server is started, and stays up until the disposal. Throws DATABASE_UNREACHABLE,
 * DRIVER_MISSING, INTERRUPTED.
 */
export async function openPostgresScratch(address: Address, signal?: AbortSignal): Promise<ScratchServer> {
  const server = await serverOf(address, signal);
  const admin = await connect(server.url, signal).catch(async (error: unknown) => {
    await server.release();
    throw error;
  });
  try {
    await liftLimits(admin);
    await sweep(admin);
  } catch (error) {
    await admin.close();
    await server.release();
    throw error;
  }
  return {
    engine: 'postgres',
    create: (stop) => createDatabase(server.url, admin, stop),
    async [Symbol.asyncDispose]() {
      await admin.close();
      await server.release();
    },
  };
}

async function serverOf(
  { location, url }: Address,
  signal: AbortSignal | undefined,
): Promise<{ readonly url: string; release(): Promise<void> }> {
  if (location.kind !== 'embedded') return { url, release: async () => undefined };
  const { startEmbedded } = await import('../embedded/embedded.ts');
  return startEmbedded({ folder: location.folder, major: location.major, signal });
}

async function createDatabase(
  serverUrl: string,
  admin: PgConnection,
  signal: AbortSignal | undefined,
): Promise<ScratchDatabase> {
  const [clock] = await run(admin, `SELECT ${nowSql} AS now`);
  const name = `${prefix}${String(clock?.['now'])}_${randomBytes(6).toString('hex')}`;
  const drop = (): Promise<unknown> => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await run(admin, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`, signal).catch(refused);
  // Nobody misses it after a crash of the server.
  await run(admin, `ALTER DATABASE ${name} SET synchronous_commit = off`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  let connection: PgConnection;
  try {
    connection = await connect(url.href, signal);
  } catch (error) {
    await drop();
    throw error;
  }
  const session = new PgSession(url.href, connection);
  let writer: PgConnection | null = null;
  return {
    engine: 'postgres',
    session,
    database: borrowed('scratch PostgreSQL', session, url.href),
    async execute(statements) {
      writer ??= await connect(url.href);
      await executeAll(writer, statements);
    },
    async [Symbol.asyncDispose]() {
      await writer?.close();
      await session[Symbol.asyncDispose]();
      await drop();
    },
  };
}

async function executeAll(writer: PgConnection, statements: readonly string[]): Promise<void> {
  await run(writer, 'BEGIN READ WRITE; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
  for (const [index, statement] of statements.entries()) {
    try {
      await run(writer, statement);
    } catch (error) {
      await run(writer, 'ROLLBACK');
      throw withIndex(error, index);
    }
  }
  await run(writer, 'COMMIT');
}

async function run(connection: PgConnection, sql: string, signal?: AbortSignal): Promise<readonly Row[]> {
  try {
    return await connection.send(sql, signal);
  } catch (error) {
    throw mapError(error, { signal });
  }
}

/** The server is there, and this user may not use it for this. */
function refused(error: unknown): never {
  const refusals = ['PERMISSION_DENIED', 'READ_ONLY_DATABASE'];
  if (!(error instanceof LockstepError) || !refusals.includes(error.code)) throw error;
  throw error.with({
    message: `no scratch database can be made on the PostgreSQL server: ${error.message}`,
    hint: 'Grant its user the right (ALTER ROLE … CREATEDB), or name another server.',
  });
}

/**
 * Takes off what a role may be limited by: CREATE DATABASE takes a second on a slow disk, and the connection is idle while
 * a chain is replayed. Not behind a transaction pooler, where the next client would get the settings.
 */
async function liftLimits(admin: PgConnection): Promise<void> {
  const [row] = await run(admin, 'SELECT pg_catalog.pg_backend_pid() AS pid');
  if (row?.['pid'] !== admin.processId) return;
  const limits = ['statement_timeout', 'lock_timeout', 'idle_session_timeout'];
  const sets = limits.map((limit) => `SET ${limit} = 0; `).join('');
  await run(admin, `${sets}SET default_transaction_read_only = off`);
}

/**
 * Those of killed runs: old by the server's clock, which all runs share, and without a session. Whoever may not drop them
 * leaves them, and nobody is kept from working by what is left.
 */
async function sweep(admin: PgConnection): Promise<void> {
  const rows = await admin.send(leftSql).catch(() => []);
  for (const { name } of rows)
    await admin.send(`DROP DATABASE IF EXISTS ${String(name)}`).catch(() => undefined);
}

const nowSql =
  "pg_catalog.floor(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) * 1000)::pg_catalog.int8";

const leftSql = `SELECT datname AS name FROM pg_catalog.pg_database AS d
WHERE CASE WHEN datname ~ '^${prefix}[0-9]{1,15}_[0-9a-f]{12}$'
    THEN pg_catalog.split_part(datname, '_', 3)::pg_catalog.int8 < ${nowSql} - ${longestLifeMs} END
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity AS a WHERE a.datid = d.oid)`;
