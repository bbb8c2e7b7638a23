import { randomBytes } from 'node:crypto';
import type { Address } from '../../core/address.ts';
import { connect, type PgConnection } from '../pg/connection.ts';
import { mapError } from '../pg/map-error.ts';
import { PgSession } from '../pg/session.ts';
import { borrowed, type ScratchDatabase, type ScratchServer, withIndex } from './scratch.ts';

/** What a killed run leaves behind goes with the first run a day later. */
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
  await sweep(admin);
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
  const name = `${prefix}${Date.now()}_${randomBytes(6).toString('hex')}`;
  const drop = (): Promise<unknown> => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await run(admin, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`, signal);
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
  await run(writer, 'BEGIN');
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

async function run(connection: PgConnection, sql: string, signal?: AbortSignal): Promise<unknown> {
  try {
    return await connection.send(sql, signal);
  } catch (error) {
    throw mapError(error, { signal });
  }
}

/** Those of killed runs. Whoever may not drop them leaves them. */
async function sweep(admin: PgConnection): Promise<void> {
  const rows = await admin.send(
    `SELECT datname AS name FROM pg_catalog.pg_database WHERE datname LIKE '${prefix.replaceAll('_', '\\_')}%'`,
  );
  for (const { name } of rows) {
    const createdAt = Number(/^lockstep_scratch_(\d+)_[0-9a-f]{12}$/.exec(String(name))?.[1] ?? Number.NaN);
    if (!(Date.now() - createdAt > longestLifeMs)) continue;
    await admin.send(`DROP DATABASE IF EXISTS ${String(name)}`).catch(() => undefined);
  }
}
