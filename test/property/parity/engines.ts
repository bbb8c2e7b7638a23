import { Client } from 'pg';
import type { Schema } from '../../../src/core/schema.ts';
import { openPg } from '../../../src/drivers/pg/open.ts';
import type { Session } from '../../../src/drivers/port.ts';
import { openSqliteScratch } from '../../../src/drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../../../src/drivers/scratch/scratch.ts';
import { introspectSession } from '../../../src/introspect/introspect.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';

/** Both engines, each of which makes a schema and reads it back. */
export interface Engines extends AsyncDisposable {
  /** Throws what the server says of a statement. */
  readonly postgres: (statements: readonly string[]) => Promise<Schema>;
  readonly sqlite: (statements: readonly string[]) => Promise<Schema>;
}

/** Returns the shared server, with a schema that is made anew each time, and SQLite in memory. */
export async function openEngines(): Promise<Engines> {
  const database = await createPostgresDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    'CREATE EXTENSION citext SCHEMA public; SET synchronous_commit = off; SET check_function_bodies = off',
  );
  const session: Session = (await openPg(database.url, { create: false }))!;
  const server: ScratchServer = await openSqliteScratch();
  const schema = 'made';
  return {
    postgres: async (statements) => {
      try {
        await client.query(
          [`CREATE SCHEMA ${schema}`, `SET search_path TO ${schema}, public`, ...statements].join(';\n'),
        );
        return await introspectSession(session, { schemas: [schema] });
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${statements.join(';\n')}`, {
          cause: error,
        });
      } finally {
        await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      }
    },
    sqlite: async (statements) => {
      await using scratch = await server.create();
      try {
        await scratch.execute(statements);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${statements.join(';\n')}`, {
          cause: error,
        });
      }
      return await introspectSession(scratch.session);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
      await client.end();
      await database.drop();
    },
  };
}
