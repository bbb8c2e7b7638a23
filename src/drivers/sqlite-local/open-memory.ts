import type { Row } from '../../engines/sqlite/history-rows.ts';
import type { Session } from '../port.ts';
import { sqliteSession } from '../sqlite/session.ts';
import { LocalConnection } from './local-connection.ts';
import { localTurn } from './local-turn.ts';
import type { LocalLibrary } from './open-local.ts';

/** A database of the process alone: for trying scripts out. */
export interface MemoryDatabase {
  readonly session: Session;
  /** The rows of one query. */
  query(sql: string): Promise<readonly Row[]>;
}

/** Returns an empty database in memory. It goes with its session. */
export function openMemory(library: LocalLibrary): MemoryDatabase {
  const connection = new LocalConnection(() => library.open(':memory:', { mayCreate: true }), {
    keepsHandle: true,
    keepsStatements: library.keepsStatements,
  });
  return {
    session: sqliteSession({
      driver: library.driver,
      capabilities: { appliesInOneMessage: false, runsAlone: false, backsUp: false, scriptOrder: 0 },
      connection,
      turn: localTurn(connection),
      identity: 'memory',
      dispose: () => connection.close(),
    }),
    async query(sql) {
      const [rows] = await connection.read([{ sql, rows: true }]);
      return rows ?? [];
    },
  };
}
