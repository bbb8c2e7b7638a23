import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  checkReadiness,
  type LoadedModule,
  loadModule,
  LockstepError,
  migrateOnStartup,
  type ModuleConfig,
  type Readiness,
  type ReadinessOptions,
  type StartupOptions,
  type StartupResult,
} from '../../src/index.ts';
import { type LiveStore, type LiveStoreName, liveStores } from '../stores/live-store.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** Text of both sides by file name without `.sql`, or one text per engine. */
export type Steps = Readonly<Record<string, string | { readonly postgres: string; readonly sqlite: string }>>;

/** Where a module's files lie. */
export interface WrittenModule {
  readonly folder: string;
  readonly config: ModuleConfig;
}

/** Writes the files of a module. */
export function writeModule(steps: Steps, name = 'app', more: Partial<ModuleConfig> = {}): WrittenModule {
  const folder = tempFolder();
  for (const engine of ['postgres', 'sqlite'] as const) {
    mkdirSync(join(folder, engine));
    for (const [file, text] of Object.entries(steps))
      writeFileSync(join(folder, engine, `${file}.sql`), typeof text === 'string' ? text : text[engine]);
  }
  return { folder, config: { name, migrations: { postgres: 'postgres', sqlite: 'sqlite' }, ...more } };
}

/** A module as read from files that are written for it. */
export async function moduleOf(
  steps: Steps,
  name?: string,
  more?: Partial<ModuleConfig>,
): Promise<LoadedModule> {
  const { folder, config } = writeModule(steps, name, more);
  return loadModule(config, folder);
}

/** A store of this test; dropped at its end. */
export async function storeOf(name: LiveStoreName): Promise<LiveStore> {
  const store = await liveStores[name]();
  onTestFinished(() => store.drop());
  return store;
}

/** One start, with the lines that it logged. */
export interface Started {
  readonly result: StartupResult | null;
  readonly error: LockstepError | null;
  readonly lines: readonly string[];
}

/** Starts; a refusal is part of what comes back. */
export async function startOn(
  store: Pick<LiveStore, 'url'>,
  modules: LoadedModule | readonly LoadedModule[],
  more: Partial<StartupOptions> = {},
): Promise<Started> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  try {
    const result = await migrateOnStartup({
      database: store.url,
      modules: [modules].flat() as readonly LoadedModule[],
      log: { info: say, warn: say },
      ...more,
    });
    return { result, error: null, lines };
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    return { result: null, error, lines };
  }
}

/** What a probe would answer. */
export function readinessOf(
  store: Pick<LiveStore, 'url'>,
  modules: LoadedModule | readonly LoadedModule[],
  more: Partial<ReadinessOptions> = {},
): Promise<Readiness> {
  return checkReadiness({
    database: store.url,
    modules: [modules].flat() as readonly LoadedModule[],
    ...more,
  });
}

/** The names in the history, in order. */
export function historyOf(store: LiveStore, table = 'schema_migrations'): Promise<readonly string[]> {
  const order = store.url.startsWith('postgres') ? 'applied_at' : 'rowid';
  return store.read(`SELECT migration_name FROM ${table} ORDER BY ${order}`);
}

export const storeNames = Object.keys(liveStores) as readonly LiveStoreName[];

/** What takes minutes runs in `npm run test:crash`. */
export const isThorough: boolean = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

const slowRow =
  'INSERT INTO pace SELECT count(*) FROM (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 60000) SELECT n FROM r);\n';

/** A script of so many statements that each take some hundredths of a second. */
export function slowly(
  statements: number,
  table = 'pace',
): { readonly postgres: string; readonly sqlite: string } {
  return {
    postgres: `CREATE TABLE ${table} (n INTEGER);\n${'SELECT pg_sleep(0.02);\n'.repeat(statements)}`,
    sqlite: `CREATE TABLE ${table} (n INTEGER);\n${slowRow.replaceAll('pace', table).repeat(statements)}`,
  };
}
