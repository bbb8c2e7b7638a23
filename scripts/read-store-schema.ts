import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../lockstep.config.ts';
import {
  createMigrator,
  introspect,
  loadModule,
  loadParityFile,
  openDatabase,
  type Schema,
} from '../src/index.ts';
import { root } from './reference-store.ts';

/** Migrates an empty SQLite file to the head of the reference store's chain, and returns what its catalog declares. */
export async function readStoreSchema(): Promise<Schema> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-docs-'));
  try {
    return await migrateAndRead(`sqlite:${join(folder, 'store.db')}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Does so with the empty database of this URL. */
export async function migrateAndRead(url: string): Promise<Schema> {
  const modules = await Promise.all(config.modules.map((module) => loadModule(module, root)));
  await using database = await openDatabase(url);
  await using migrator = createMigrator({ databases: [database], modules });
  await migrator.migrate();
  const histories = modules.flatMap(({ history }) => history[database.address.engine]?.table ?? []);
  return introspect(database, { histories });
}

/** Returns what the reference store's parity file says about columns whose declared type does not tell. */
export async function logicalColumns(): Promise<Readonly<Record<string, string>>> {
  const files = await Promise.all(config.modules.map((module) => loadParityFile(module, root)));
  return Object.assign({}, ...files.map(({ logical }) => logical));
}
