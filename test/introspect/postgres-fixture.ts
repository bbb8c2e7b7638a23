import { Client } from 'pg';
import { afterAll, beforeEach, type TestContext } from 'vitest';
import type { Column, Schema, Table } from '../../src/core/schema.ts';
import { openPg } from '../../src/drivers/pg/open.ts';
import type { Session } from '../../src/drivers/port.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import type { IntrospectOptions } from '../../src/introspect/read-schema.ts';
import { testedMajor } from '../servers/provide-postgres.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';

/** A database of the file, empty at the beginning of each test. */
export interface IntrospectFixture {
  url: string;
  session: Session;
  /** Runs the statements, and reads back what they declare. */
  declare(sql: string, options?: IntrospectOptions): Promise<Schema>;
  /** The only table of what the statements declare. */
  table(sql: string): Promise<Table>;
  /** The columns of that table by name. */
  columns(sql: string): Promise<Readonly<Record<string, Column>>>;
  run(sql: string): Promise<void>;
}

const emptySql = `DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT quote_ident(evtname) FROM pg_event_trigger LOOP EXECUTE 'DROP EVENT TRIGGER ' || name; END LOOP;
  FOR name IN SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE 'DROP EXTENSION ' || name || ' CASCADE'; END LOOP;
  FOR name IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE 'DROP SCHEMA ' || name || ' CASCADE';
  END LOOP;
END $$;
CREATE SCHEMA public; SET search_path = public`;

export function useIntrospection(): IntrospectFixture {
  let client: Client | null = null;
  let drop: () => Promise<void>;
  const fixture: IntrospectFixture = {
    url: '',
    session: undefined as unknown as Session,
    async declare(sql, options) {
      await fixture.run(sql);
      return introspectSession(fixture.session, options);
    },
    async table(sql) {
      const { tables } = await fixture.declare(sql);
      const [table] = tables;
      if (table === undefined || tables.length > 1) throw new Error(`${tables.length} tables`);
      return table;
    },
    async columns(sql) {
      const { columns } = await fixture.table(sql);
      return Object.fromEntries(columns.map((column) => [column.name, column]));
    },
    run: async (sql) => void (await client?.query(sql)),
  };
  beforeEach(async () => {
    if (client === null) {
      const database = await createPostgresDatabase();
      drop = database.drop;
      fixture.url = database.url;
      client = new Client({ connectionString: database.url });
      await client.connect();
      fixture.session = (await openPg(database.url, { create: false }))!;
    }
    await client.query(emptySql);
  });
  afterAll(async () => {
    if (client === null) return;
    await fixture.session[Symbol.asyncDispose]();
    await client.end();
    await drop();
  });
  return fixture;
}

/** Skips the test on an older PostgreSQL than the feature came with. */
export function needMajor(context: TestContext, major: number, feature: string): void {
  if (testedMajor() < major) context.skip(`${feature} came with PostgreSQL ${major}`);
}

/** The table of that name; fails the test where there is none. */
export function tableNamed({ tables }: Schema, name: string): Table {
  const table = tables.find((each) => each.name === name);
  if (table === undefined)
    throw new Error(`no table ${name} among ${tables.map((each) => each.name).join()}`);
  return table;
}

/** `kind name: definition` of everything outside of the model. */
export function othersOf({ others }: Schema): readonly string[] {
  return others.map(({ kind, name, definition }) => `${kind} ${name}: ${definition.trim()}`);
}
