import { join } from 'node:path';
import { TestRunner } from 'vitest';
import { createMigrator, loadModule, openDatabase } from '../../../src/index.ts';
import { type OpenStoreOptions, openStore } from '../../../src/gateway/open-store.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';
import config from '../../../lockstep.config.ts';
import { sqldMissing, startSqld } from '../../servers/sqld.ts';
import { copyFolder, copyPostgresDatabase } from './copy-migrated.ts';

/** The databases that the store runs on. */
export const storeNames = ['pg', 'better-sqlite3', 'libsql file', 'libsql server'] as const;
export type StoreName = (typeof storeNames)[number];

/** An empty database at the head of the reference store. */
export interface MigratedDatabase extends AsyncDisposable {
  readonly url: string;
  /** Opens one more store on it, closed with the database. */
  readonly open: (options?: OpenStoreOptions) => Promise<Store>;
}

/** Migrated once in a run, then copied: the way to the head takes longer than most tests. */
const places: Readonly<Record<StoreName, () => Promise<{ url: string; drop: () => Promise<void> }>>> = {
  pg: () => copyPostgresDatabase('gateway_at_head', migrateToHead),
  'better-sqlite3': () => file('sqlite'),
  'libsql file': () => file('file'),
  'libsql server': async () => {
    const reason = sqldMissing();
    if (reason !== null) {
      TestRunner.getCurrentTest()?.context.skip(reason);
      throw new Error(reason);
    }
    const folder = await copyFolder('libsql server', async (built) => {
      const server = (await startSqld(join(built, 'store')))!;
      await migrateToHead(server.url);
      await server.stop();
    });
    const server = (await startSqld(join(folder, 'store')))!;
    return { url: server.url, drop: server.stop };
  },
};

async function file(scheme: 'sqlite' | 'file'): Promise<{ url: string; drop: () => Promise<void> }> {
  const urlIn = (folder: string): string => `${scheme}:${join(folder, 'gateway.db')}`;
  const folder = await copyFolder(scheme, (built) => migrateToHead(urlIn(built)));
  return { url: urlIn(folder), drop: async () => undefined };
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
