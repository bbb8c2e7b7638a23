import type { Address } from '../../../src/core/address.ts';
import type { Schema } from '../../../src/core/schema.ts';
import type { ScratchServer } from '../../../src/drivers/scratch/scratch.ts';
import { openPostgresScratch, openSqliteScratch } from '../../../src/drivers/scratch/open-scratch.ts';
import { introspectSession } from '../../../src/introspect/introspect.ts';
import { replayChain } from '../../../src/replay/replay-chain.ts';
import { isKeyword } from '../../../src/sql/token.ts';
import { tokenize } from '../../../src/sql/tokenize.ts';
import { loadChain } from '../../reference-store/chain.ts';

/** The words of a statement without comments, in order: what a mutation changes. */
export type Words = readonly string[];

/** One CREATE statement of the store on SQLite. */
export interface StoreObject {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  /** The table that it belongs to; a view's own name. */
  readonly table: string;
  readonly words: Words;
}

/** The reference store at its head: as PostgreSQL has it, and as SQLite is told to make it. */
export interface Store {
  readonly postgres: Schema;
  readonly sqlite: readonly StoreObject[];
}

const histories: readonly string[] = ['schema_migrations'];

/** Replays the chain on both engines; `postgres` is any server that lets databases be created. */
export async function readStore(postgres: Address): Promise<Store> {
  const module = await loadChain();
  const replay = async <T>(
    server: ScratchServer,
    read: (session: Parameters<typeof introspectSession>[0]) => Promise<T>,
  ): Promise<T> => {
    const scratch = await server.create();
    try {
      for await (const _ of replayChain(scratch, [module]));
      return await read(scratch.session);
    } finally {
      await scratch[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    }
  };
  const schema = await replay(await openPostgresScratch(postgres), (session) =>
    introspectSession(session, { histories }),
  );
  const objects = await replay(await openSqliteScratch(), async (session) => {
    const rows = await session.query(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'schema_migrations%' ORDER BY rowid`,
    );
    return rows.map(readObject);
  });
  return { postgres: schema, sqlite: objects };
}

function readObject(row: Readonly<Record<string, unknown>>): StoreObject {
  return {
    type: row['type'] as StoreObject['type'],
    name: String(row['name']),
    table: String(row['tbl_name']),
    words: tokenize('sqlite', String(row['sql']))
      .filter(({ kind }) => kind !== 'comment')
      .map((token) => (isKeyword(token, ...upperCased) ? token.text.toUpperCase() : token.text)),
  };
}

/** Key words that a mutation looks for. */
const upperCased = [
  'AND',
  'OR',
  'IN',
  'IS',
  'NOT',
  'NULL',
  'CHECK',
  'DEFAULT',
  'WHERE',
  'ON',
  'UNIQUE',
  'STRICT',
];
