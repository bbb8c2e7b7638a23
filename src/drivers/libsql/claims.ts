import { randomUUID } from 'node:crypto';
import type { HistoryTarget } from '../../core/migration.ts';
import { claimLifeMs, claimSql } from '../../engines/sqlite/claim-sql.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import { isBusy, isMissingObject } from '../sqlite/map-error.ts';
import type { Turn } from '../sqlite/turn.ts';
import type { RemoteConnection } from './remote-connection.ts';

/** A migration starts only with so much left, because nobody renews a claim while it runs. */
const neededMs = 10_000;

/**
 * Who may open a write transaction on a server. Writers queue there, and one that has waited for 5 seconds kills the one
 * before it, so whoever sees the claim of another does not even queue. It only keeps order: BEGIN IMMEDIATE is the lock.
 */
export function claims(connection: RemoteConnection, holder: string): Turn {
  const token = randomUUID();
  /** By our own clock, for every state table with a claim of ours: when its claim ends at the earliest. */
  const ends = new Map<string, number>();

  async function look({ stateTable }: { readonly stateTable: string }): Promise<Row | null> {
    try {
      const [rows] = await connection.read([{ sql: claimSql(stateTable).look, rows: true }]);
      return rows![0] ?? null;
    } catch (error) {
      if (isMissingObject(error)) return null;
      throw error;
    }
  }

  function otherIn(row: Row | null): { readonly holder: string | null } | null {
    const isOther = row !== null && Number(row['live']) === 1 && row['token'] !== token;
    return isOther ? { holder: row['holder'] === null ? null : String(row['holder']) } : null;
  }

  return {
    async take({ table }) {
      const { stateTable, createState } = historySql(table);
      const end = ends.get(stateTable) ?? 0;
      if (end - performance.now() >= neededMs) return null;
      const other = otherIn(await look({ stateTable }));
      if (other !== null) return other;
      const sql = claimSql(stateTable);
      const askedAt = performance.now();
      try {
        const rows = await connection.write([
          { sql: createState },
          { sql: sql.take, values: [token, holder] },
          { sql: sql.look, rows: true },
        ]);
        const row = rows.at(-1)![0] ?? null;
        if (row?.['token'] !== token) return otherIn(row) ?? { holder: null };
      } catch (error) {
        if (isBusy(error)) return { holder: null };
        throw error;
      }
      ends.set(stateTable, askedAt + claimLifeMs);
      return null;
    },

    async look({ table }: HistoryTarget) {
      const other = otherIn(await look(historySql(table)));
      return { free: other === null, holder: other?.holder ?? null };
    },

    async leave({ table }) {
      const { stateTable } = historySql(table);
      if (!ends.delete(stateTable)) return;
      // It ends by itself.
      await connection.write([{ sql: claimSql(stateTable).leave, values: [token] }]).catch(() => {});
    },
  };
}
