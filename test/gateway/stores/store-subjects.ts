import { join } from 'node:path';
import { TestRunner } from 'vitest';
import { createMigrator, loadModule, openDatabase } from '../../../src/index.ts';
import { type OpenStoreOptions, openStore } from '../../../src/gateway/open-store.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';
import config from '../../../lockstep.config.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { sqldMissing, startSqld } from '../../servers/sqld.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

/** The databases that the store runs on. */
export const storeNames = ['pg', 'better-sqlite3', 'libsql file', 'libsql server'] as const;
export type StoreName = (typeof storeNames)[number];

/** An empty database at the head of the reference store. */
export interface MigratedDatabase extends AsyncDisposable {
  readonly url: string;
  /** Opens one more store on it, closed with the database. */
  readonly open: (options?: OpenStoreOptions) => Promise<Store>;
}

const places: Readonly<Record<StoreName, () => Promise<{ url: string; drop: () => Promise<void> }>>> = {
  pg: createPostgresDatabase,
  'better-sqlite3': async () => file('sqlite'),
  'libsql file': async () => file('file'),
  'libsql server': async () => {
    const server = await startSqld();
    if (server !== null) return { url: server.url, drop: server.stop };
    const reason = sqldMissing() ?? 'no sqld';
    TestRunner.getCurrentTest()?.context.skip(reason);
    throw new Error(reason);
  },
};

function file(scheme: 'sqlite' | 'file'): { url: string; drop: () => Promise<void> } {
  return { url: `${scheme}:${join(tempFolder(), 'gateway.db')}`, drop: async () => undefined };
}

const root = join(import.meta.dirname, '../../..');

/** Brings a database to the head, S001 and its reference data included. */
export async function migrateToHead(url: string): Promise<void> {
  await using database = await openDatabase(url);
  const modules = await Promise.all(config.modules.map((each) => loadModule(each, root)));
  await createMigrator({ databases: [database], modules }).migrate();
}

/** Returns a new database at the head. */
export async function migratedDatabase(name: StoreName): Promise<MigratedDatabase> {
  const { url, drop } = await places[name]();
  await migrateToHead(url);
  const stores: Store[] = [];
  return {
    url,
    async open(options) {
      const store = await openStore(url, options);
      stores.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await drop();
    },
  };
}
