import { join } from 'node:path';
import { createMigrator, parseAddress, type RunReport } from '../../../src/index.ts';
import { loadStoreModules } from '../../../src/gateway/store-module.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

/** An engine as an operator meets it. */
interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL';
  readonly empty: () => Promise<string>;
}

/** The two engines. */
export const engines: readonly Engine[] = [
  { name: 'SQLite', empty: emptySqlite },
  { name: 'PostgreSQL', empty: emptyPostgres },
];

/** Returns both engines in the long run, and this one in the short run: every gateway is a process. */
export function enginesOfRun(short: Engine['name']): readonly Engine[] {
  return process.env['LOCKSTEP_TEST_MODE'] === 'crash'
    ? engines
    : engines.filter(({ name }) => name === short);
}

/** Returns the URL of a SQLite file that is not there yet. */
export async function emptySqlite(): Promise<string> {
  return `sqlite:${join(tempFolder(), 'gateway.db')}`;
}

/** Returns the URL of an empty PostgreSQL database. */
export async function emptyPostgres(): Promise<string> {
  return (await createPostgresDatabase()).url;
}

/** Migrates a store in this process, up to a step or to the end. */
export async function migrateStore(url: string, to?: string): Promise<RunReport> {
  await using migrator = createMigrator({
    databases: [parseAddress(url, { folder: process.cwd() })],
    modules: await loadStoreModules(),
  });
  return await migrator.migrate(to === undefined ? {} : { to });
}
