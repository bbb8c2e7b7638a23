import { onTestFinished } from 'vitest';
import type { LoadedModule } from '../../src/core/migration.ts';
import type { RunReport } from '../../src/core/report.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { createMigrator, type Migrator } from '../../src/migrate/migrator.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { moduleConfig, moduleFolder } from '../files/module-folder.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';

/** A database of the test, with its one address; gone at the end of the test. */
export async function freshStore(
  kind: 'postgres' | 'sqlite' | 'file',
): Promise<TestStore & { readonly url: string }> {
  const store = kind === 'postgres' ? await freshPostgresStore() : await freshFileStore(kind, false);
  onTestFinished(() => store.drop());
  return { ...store, url: store.urls[0] ?? '' };
}

/** Returns a module of these steps, the same text for both engines, with some settings of its own. */
export function moduleOf(
  texts: Readonly<Record<string, string>>,
  settings: Partial<ModuleConfig> = {},
): Promise<LoadedModule> {
  const folder = moduleFolder(
    Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) =>
        ['postgres', 'sqlite'].map((engine) => [`${engine}/${name}.sql`, `${text}\n`]),
      ),
    ),
  );
  return loadModule({ ...moduleConfig, ...settings }, folder);
}

/** A migrator over one database, gone at the end of the test. */
export function migratorOn(url: string, ...modules: readonly LoadedModule[]): Migrator {
  const migrator = createMigrator({
    databases: [parseAddress(url, { folder: '/', name: 'db' })],
    modules,
    actor: 'tester',
  });
  onTestFinished(() => migrator[Symbol.asyncDispose]());
  return migrator;
}

/** `name outcome` of every step of the one database, or `name state` where nothing was run; the code and message of a failure. */
export async function endOf(run: Promise<RunReport>): Promise<readonly string[]> {
  try {
    return (await run).databases.flatMap(({ modules }) =>
      modules.flatMap(({ migrations, problem }) => [
        ...migrations.map(({ name, outcome, state }) => `${name} ${outcome ?? state}`),
        ...(problem === null ? [] : [problem.code]),
      ]),
    );
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return [`${code}: ${message}`];
  }
}
