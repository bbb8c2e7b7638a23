import { LockstepError } from '../../core/errors.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import type { Session } from '../port.ts';
import { StepError } from '../sqlite/connection.ts';
import { mapError } from '../sqlite/map-error.ts';
import { sqliteSession } from '../sqlite/session.ts';
import { LocalConnection } from './local-connection.ts';
import { localTurn } from './local-turn.ts';
import type { LocalLibrary } from './open-local.ts';

/** A database of the process alone: for trying scripts out. */
export interface MemoryDatabase {
  readonly session: Session;
  /** The rows of one query. */
  query(sql: string): Promise<readonly Row[]>;
  /** Runs statements in one transaction; throws with `details.index` at the first that fails, and nothing stays. */
  execute(statements: readonly string[]): Promise<void>;
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
    async execute(statements) {
      const transaction = await connection.begin({ foreignKeys: 'on', exclusive: false });
      if (transaction === null) throw new LockstepError('LOCK_TIMEOUT', 'the database in memory is in use');
      try {
        await transaction.run(statements.map((sql) => ({ sql })));
        await transaction.commit();
      } catch (error) {
        await transaction.rollback();
        if (!(error instanceof StepError)) throw error;
        throw mapError(error.cause, 'MIGRATION_FAILED', { details: { index: error.index } });
      }
    },
  };
}
