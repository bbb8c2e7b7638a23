import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../../core/clock.ts';
import { claimLifeMs, claimSql } from '../../engines/sqlite/claim-sql.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import { isBusy, isMissingObject } from '../sqlite/map-error.ts';
import type { Turn } from '../sqlite/turn.ts';
import { hasDied, newClaimToken } from './claim-token.ts';
import type { RemoteConnection } from './remote-connection.ts';

/** A migration starts only with so much left, because nobody renews a claim while it runs. */
const neededMs = 50_000;

/** A server that is gone must not keep a process from ending. */
const leavePatienceMs = 3_000;

type Other = { readonly holder: string | null };

/**
 * Who may open a write transaction on a server. Writers queue there, and one that has waited for 5 seconds kills the one
 * before it, so whoever sees the claim of another does not even queue. It only keeps order: BEGIN IMMEDIATE is the lock.
 */
export function claims(
  connection: RemoteConnection,
  holder: string,
): Turn & { readonly leaveAll: () => Promise<void> } {
  const token = newClaimToken();
  /** Of a claim whose process was killed: it need not be waited for. */
  let orphan = '';
  /** By history table, and by our own clock: when our claim ends at the earliest. */
  const ends = new Map<string, number>();

  async function read(table: string): Promise<Row | undefined> {
    try {
      const [rows] = await connection.read([{ sql: claimSql(table).look, rows: true }]);
      return rows![0];
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw error;
    }
  }

  /** A write would queue behind the migration of whoever has taken the claim since, and get that one killed. */
  async function isStillOurs(table: string): Promise<boolean> {
    return (await read(table))?.['token'] === token;
  }

  async function claim(table: string): Promise<Other | null> {
    const sql = claimSql(table);
    const askedAt = clockMs();
    // The answer may be lost, and the claim stand all the same: then leaving has to look for it.
    ends.set(table, Number.NEGATIVE_INFINITY);
    const results = await connection.write([
      { sql: historySql(table).createState },
      { sql: sql.take, values: [token, holder, orphan] },
      { sql: sql.look, rows: true },
    ]);
    const row = results.at(-1)![0];
    if (row?.['token'] !== token) {
      ends.delete(table);
      return otherIn(row) ?? { holder: null };
    }
    ends.set(table, askedAt + claimLifeMs);
    return null;
  }

  function otherIn(row: Row | undefined): Other | null {
    if (row === undefined || Number(row['live']) !== 1 || row['token'] === token) return null;
    const other = String(row['token']);
    if (hasDied(other)) orphan = other;
    return other !== orphan ? { holder: row['holder'] === null ? null : String(row['holder']) } : null;
  }

  async function removeOurs(table: string): Promise<void> {
    if (await isStillOurs(table)) await connection.write([{ sql: claimSql(table).leave, values: [token] }]);
  }

  async function leave(table: string): Promise<void> {
    if (!ends.delete(table)) return;
    const left = removeOurs(table).catch(() => {});
    // What stays ends by itself.
    await Promise.race([left, sleep(leavePatienceMs, undefined, { ref: false })]);
  }

  return {
    async take({ table }) {
      if ((ends.get(table) ?? 0) - clockMs() >= neededMs) return null;
      const other = otherIn(await read(table));
      if (other !== null) return other;
      try {
        return await claim(table);
      } catch (error) {
        if (isBusy(error)) return { holder: null };
        throw error;
      }
    },

    async look({ table }) {
      const other = otherIn(await read(table));
      return { free: other === null, holder: other?.holder ?? null };
    },

    async settle() {
      for (const table of ends.keys()) {
        // A write queues behind the transaction that a lost connection left, until the server has ended that one. Who has
        // taken the claim has waited for that already.
        if (await isStillOurs(table)) await claim(table);
        else ends.delete(table);
      }
    },

    leave: ({ table }) => leave(table),

    async leaveAll() {
      for (const table of ends.keys()) await leave(table);
    },
  };
}
