import type { Store } from '../../../src/gateway/domain/store.ts';
import type { PairedTable } from '../../../src/rehearse/model/paired-table.ts';
import { type MigratedDatabase, migratedDatabase, type StoreName } from '../stores/store-subjects.ts';
import { madeId } from './ids.ts';
import { openRawAccess, type RawAccess } from './raw-access.ts';
import { readPairedTables } from './read-tables.ts';

/** What all stores are fed: the same moment, and ids counted from the same number. */
export interface Feed {
  now: Date;
  /** Ids that were made before the call, on any store. */
  made: number;
}

/** One store of several that are given the same calls. */
export interface Side {
  readonly name: StoreName;
  readonly store: Store;
  readonly raw: RawAccess;
  /** Begins a call: its ids are counted on from `feed.made`. */
  readonly begin: () => void;
  /** How many ids the call made. */
  readonly madeIds: () => number;
  /** Removes all rows of all tables, the reference data included. */
  readonly empty: () => Promise<void>;
}

export interface Sides extends AsyncDisposable {
  readonly all: readonly Side[];
  readonly feed: Feed;
  readonly tables: readonly PairedTable[];
}

/** Opens new stores side by side, PostgreSQL first. */
export async function openSides(names: readonly StoreName[]): Promise<Sides> {
  const feed: Feed = { now: new Date(0), made: 0 };
  const databases: MigratedDatabase[] = [];
  for (const name of names) databases.push(await migratedDatabase(name));
  const urlOf = (at: number): string => databases[at]?.url ?? '';
  const tables = await readPairedTables({ postgres: urlOf(0), sqlite: urlOf(1) });
  const all = await Promise.all(names.map((name, at) => openSide(name, databases[at]!, feed, tables)));
  return {
    all,
    feed,
    tables,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map(({ raw }) => raw[Symbol.asyncDispose]()));
      await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()));
    },
  };
}

async function openSide(
  name: StoreName,
  database: MigratedDatabase,
  feed: Feed,
  tables: readonly PairedTable[],
): Promise<Side> {
  let made = 0;
  const store = await database.open({
    now: () => new Date(feed.now),
    newId: () => madeId(feed.made + ++made),
    connections: 2,
  });
  const raw = await openRawAccess(database.url);
  const script = await emptyingScript(raw, tables);
  return {
    name,
    store,
    raw,
    begin: () => void (made = 0),
    madeIds: () => made,
    empty: () => raw.script(script),
  };
}

/** The ledger refuses to be emptied by its triggers: they are off, or away, while it is done. */
async function emptyingScript(raw: RawAccess, tables: readonly PairedTable[]): Promise<string> {
  const deletes = tables.map((table) => `DELETE FROM ${table.name};`).join('\n');
  if (raw.engine === 'postgres')
    return `BEGIN; SET LOCAL session_replication_role = replica;\n${deletes}\nCOMMIT`;
  const triggers = await raw.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
  const drops = triggers.map(({ name }) => `DROP TRIGGER ${String(name)};`).join('\n');
  const creates = triggers.map(({ sql }) => `${String(sql)};`).join('\n');
  return `PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n${drops}\n${deletes}\n${creates}\nCOMMIT;\nPRAGMA foreign_keys = ON`;
}
