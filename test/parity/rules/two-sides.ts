import { Client } from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Schema } from '../../../src/core/schema.ts';
import { openPg } from '../../../src/drivers/pg/open.ts';
import type { Session } from '../../../src/drivers/port.ts';
import { openSqliteScratch } from '../../../src/drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../../../src/drivers/scratch/scratch.ts';
import { introspectSession } from '../../../src/introspect/introspect.ts';
import { compareSchemas } from '../../../src/parity/compare-schemas.ts';
import { type Comparison, emptyParityFile, type ParityFile } from '../../../src/parity/difference.ts';
import { splitStatements } from '../../../src/sql/statements.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../../servers/postgres.ts';

/** What a rule says about two schemas that both engines have really made. */
export interface TwoSides {
  compare(postgres: string, sqlite: string, file?: Partial<ParityFile>): Promise<Comparison>;
  /** Makes both schemas and reads them back. */
  read(postgres: string, sqlite: string): Promise<readonly [Schema, Schema]>;
  /** `severity id` of every difference; of information only what `kinds` names. */
  found(
    postgres: string,
    sqlite: string,
    file?: Partial<ParityFile>,
    ...kinds: readonly string[]
  ): Promise<readonly string[]>;
  /** Fails unless the only error or warning is this one, and the parity file settles it. */
  differsUntilAccepted(postgres: string, sqlite: string, line: string): Promise<void>;
}

/** Opens both engines for the tests of a file: a schema each on one PostgreSQL database, SQLite in memory. */
export function useTwoSides(): TwoSides {
  let database: PostgresDatabase;
  let client: Client;
  let session: Session;
  let scratch: ScratchServer;
  let count = 0;
  beforeAll(async () => {
    database = await createPostgresDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE EXTENSION citext SCHEMA public; SET synchronous_commit = off');
    session = (await openPg(database.url, { create: false }))!;
    scratch = await openSqliteScratch();
  });
  afterAll(async () => {
    await scratch?.[Symbol.asyncDispose]();
    await session?.[Symbol.asyncDispose]();
    await client?.end();
    await database?.drop();
  });
  const sides: TwoSides = {
    async read(postgres, sqlite) {
      count += 1;
      const schema = `side_${count}`;
      await client.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}, public; ${postgres}`);
      await using memory = await scratch.create();
      await memory.execute(splitStatements('sqlite', sqlite).map(({ text }) => text));
      return [
        await introspectSession(session, { schemas: [schema] }),
        await introspectSession(memory.session, {}),
      ];
    },
    async compare(postgres, sqlite, file = {}) {
      return compareSchemas(...(await sides.read(postgres, sqlite)), { ...emptyParityFile, ...file });
    },
    async found(postgres, sqlite, file, ...kinds) {
      const { differences } = await sides.compare(postgres, sqlite, file);
      return differences
        .filter(({ severity, kind }) => severity !== 'info' || kinds.includes(kind))
        .map(({ severity, id }) => `${severity} ${id}`);
    },
    async differsUntilAccepted(postgres, sqlite, line) {
      const read = await sides.read(postgres, sqlite);
      const { differences } = await compareSchemas(...read);
      const grave = differences.filter(({ severity }) => severity !== 'info' || line.startsWith('info'));
      const lines = grave.map(({ severity, id }) => `${severity} ${id}`);
      if (line.startsWith('info')) expect(lines).toContain(line);
      else expect(lines).toEqual([line]);
      const difference = grave.find(({ severity, id }) => `${severity} ${id}` === line)!;
      const { id, message } = difference;
      expect(message).toMatch(/^\S.*\.$/s);
      expect([difference.postgres?.ddl, difference.sqlite?.ddl].join('')).not.toBe('');
      const entry = {
        id,
        postgres: difference.postgres?.value ?? null,
        sqlite: difference.sqlite?.value ?? null,
        reason: 'meant',
      };
      const after = await compareSchemas(...read, { logical: {}, accepted: [entry] });
      expect(after.differences.map((left) => left.id)).not.toContain(id);
      expect(after.accepted).toEqual([{ difference, exception: entry }]);
      expect(after.staleExceptions).toEqual([]);
      const changed = { ...entry, sqlite: `${entry.sqlite ?? ''} changed` };
      const stale = await compareSchemas(...read, { logical: {}, accepted: [changed] });
      expect(stale.staleExceptions.map(({ exception }) => exception)).toEqual([changed]);
      expect(stale.differences.map((left) => left.id)).toContain(id);
    },
  };
  return sides;
}
