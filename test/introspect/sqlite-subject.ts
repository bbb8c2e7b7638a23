import type { DriverName } from '../../src/core/engine.ts';
import type { Schema, Table } from '../../src/core/schema.ts';
import type { Session } from '../../src/drivers/port.ts';
import { openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { introspectSession, type IntrospectOptions } from '../../src/introspect/introspect.ts';
import { splitStatements } from '../../src/sql/statements.ts';
import { serverSubject } from '../drivers/sqlite-subjects.ts';

/** A SQLite whose catalog is read. */
export interface SchemaSubject {
  readonly name: string;
  /** Why it cannot be tested here, or null. */
  missing(): string | null;
  fresh(): Promise<SchemaDatabase>;
  stop(): Promise<void>;
}

export interface SchemaDatabase {
  readonly session: Session;
  /** A script. */
  run(sql: string): Promise<void>;
  read(options?: IntrospectOptions): Promise<Schema>;
  close(): Promise<void>;
}

function local(driver: DriverName): SchemaSubject {
  return {
    name: `${driver}, in memory`,
    missing: () => null,
    async fresh() {
      const scratch = await (await openSqliteScratch(driver)).create();
      return {
        session: scratch.session,
        run: (sql) =>
          scratch.execute(splitStatements('sqlite', sql).map(({ start, end }) => sql.slice(start, end))),
        read: (options) => introspectSession(scratch.session, options),
        close: async () => scratch[Symbol.asyncDispose](),
      };
    },
    stop: async () => undefined,
  };
}

function server(): SchemaSubject {
  const subject = serverSubject('http');
  return {
    name: 'libsql, a server',
    missing: subject.missing,
    async fresh() {
      const database = await subject.fresh();
      const session = await database.open();
      return {
        session,
        run: (sql) => database.run(sql),
        read: (options) => introspectSession(session, options),
        close: () => database.drop(),
      };
    },
    stop: subject.stop,
  };
}

/** Every SQLite that a driver reaches: two versions in the process, and the one of a server. */
export const schemaSubjects: readonly SchemaSubject[] = [local('better-sqlite3'), local('libsql'), server()];

/** Returns the schema that a script makes in an empty database. */
export async function schemaOf(
  subject: SchemaSubject,
  sql: string,
  options?: IntrospectOptions,
): Promise<Schema> {
  const database = await subject.fresh();
  try {
    await database.run(sql);
    return await database.read(options);
  } finally {
    await database.close();
  }
}

/** As `schemaOf`, of the one table with that name. */
export async function tableOf(subject: SchemaSubject, sql: string, name: string): Promise<Table> {
  const schema = await schemaOf(subject, sql);
  return findTable(schema, name);
}

/** Returns the table of that name, which must be there. */
export function findTable({ tables }: Schema, name: string): Table {
  const table = tables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}
