import type { StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { LockState, Row, Session } from '../port.ts';
import { guarded } from './guarded.ts';
import { isBusy, isMissingObject } from './map-error.ts';
import { readHistory } from './read-history.ts';
import type { SqliteStore } from './store.ts';
import type { SqliteWriter } from './writer.ts';

/**
 * Returns the session over a SQLite database, local or remote. It serves one caller at a time. What writes is loaded by
 * the first write: a start with nothing to do only reads.
 */
export function sqliteSession(store: SqliteStore): Session {
  const { connection, turn } = store;
  let loading: Promise<SqliteWriter> | null = null;
  const writer = (): Promise<SqliteWriter> => {
    loading ??= import('./writer.ts').then(({ sqliteWriter }) => sqliteWriter(store));
    return loading;
  };

  async function read(history: HistoryTarget): Promise<StoreSnapshot> {
    try {
      return await readHistory(connection, history);
    } catch (error) {
      throw isBusy(error) ? error : ((await store.explainUnreadable?.(error)) ?? error);
    }
  }

  async function query(sql: string): Promise<readonly Row[]> {
    try {
      const [rows] = await connection.read([{ sql, rows: true }]);
      return rows ?? [];
    } catch (error) {
      throw isBusy(error) ? error : ((await store.explainUnreadable?.(error)) ?? error);
    }
  }

  let lastChange = '0';

  async function lockState(history: HistoryTarget): Promise<LockState> {
    const { free, holder } = await turn.look(history);
    try {
      const sql = historySql(history.table).revision;
      const [rows] = await connection.read([{ sql, rows: true }], 0);
      lastChange = String(rows![0]!['revision'] ?? '0');
    } catch (error) {
      if (isMissingObject(error)) lastChange = '0';
      // Somebody keeps readers out too: then nothing has changed yet.
      else if (!isBusy(error)) throw error;
    }
    return { free, holder, change: lastChange };
  }

  const { backup } = store;
  return {
    engine: 'sqlite',
    driver: store.driver,
    capabilities: store.capabilities,
    identity: async () => store.identity,
    read: (history) => guarded(() => read(history)),
    query: (sql) => guarded(() => query(sql)),
    apply: async (request) => (await writer()).apply(request),
    applySeries: async (series, onApplied) => (await writer()).applySeries(series, onApplied),
    prepare: async (request) => (await writer()).prepare(request),
    lockState: (history) => guarded(() => lockState(history)),
    mend: async (history, change) => (await writer()).mend(history, change),
    adopt: async (adoption) => (await writer()).adopt(adoption),
    ...(backup === undefined ? {} : { backup: (folder: string) => guarded(() => backup(folder)) }),
    leave: (history) => turn.leave(history),
    reconnect: () =>
      guarded(async () => {
        await connection.reopen();
        await turn.settle();
      }),
    [Symbol.asyncDispose]: () => store.dispose(),
  };
}
