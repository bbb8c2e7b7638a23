import { afterEach } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { RunReport } from '../../src/core/report.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { createMigrator, type Migrator, type MigratorOptions } from '../../src/migrate/migrator.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { type Files, moduleConfig, moduleFolder } from '../files/module-folder.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';

/** One step of a module: the same text for both engines, or one per engine. */
export type Steps = Readonly<Record<string, string | { readonly postgres: string; readonly sqlite: string }>>;

/** Files of a module from steps: `{ 'V1__a': 'CREATE TABLE a (id INTEGER);' }`. */
function filesOf(steps: Steps): Files {
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, text]) => [
      [`postgres/${name}.sql`, typeof text === 'string' ? text : text.postgres],
      [`sqlite/${name}.sql`, typeof text === 'string' ? text : text.sqlite],
    ]),
  );
}

export interface MigrateFixture {
  file(): Promise<TestStore>;
  postgres(): Promise<TestStore>;
  /** Null where sqld is not there. */
  server(): Promise<TestStore | null>;
  /** A migrator over these databases, called db0, db1, …; events are collected in `events`. */
  migrator(steps: Steps, urls: readonly string[], more?: Partial<MigratorOptions>): Promise<Migrator>;
  readonly events: RunEvent[];
}

/** Stores and migrators of a test, all gone at its end. */
export function useMigrate(): MigrateFixture {
  const owned: (() => Promise<void>)[] = [];
  const keep = <T extends TestStore | null>(store: T): T => {
    if (store !== null) owned.push(() => store.drop());
    return store;
  };
  const events: RunEvent[] = [];
  afterEach(async () => {
    for (const dispose of owned.splice(0).toReversed()) await dispose();
    events.length = 0;
  });
  return {
    events,
    file: async () => keep(await freshFileStore('sqlite', true)),
    postgres: async () => keep(await freshPostgresStore()),
    server: async () => keep(await freshSqldStore()),
    async migrator(steps, urls, more = {}) {
      const folder = moduleFolder(filesOf(steps));
      const migrator = createMigrator({
        databases: urls.map((url, index) => parseAddress(url, { folder, name: `db${index}` })),
        modules: [await loadModule(moduleConfig, folder)],
        onEvent: (event) => events.push(event),
        ...more,
      });
      owned.push(async () => migrator[Symbol.asyncDispose]());
      return migrator;
    },
  };
}

/** The error of a run; fails the test where the run succeeded. */
export async function failureOf(run: Promise<RunReport>): Promise<LockstepError> {
  const outcome: unknown = await run.catch((error: unknown) => error);
  if (outcome instanceof LockstepError) return outcome;
  throw new Error(`no failure but ${JSON.stringify(outcome)}`);
}

/** `name outcome` per step of each database. */
export function outcomesOf(report: RunReport | null): readonly (readonly string[])[] {
  return (report?.databases ?? []).map(({ modules }) =>
    modules.flatMap(({ migrations }) => migrations.map(({ name, outcome }) => `${name} ${outcome}`)),
  );
}
