import { forgetSql, rollbackSql } from '../../engines/postgres/write-sql.ts';
import type { PgConnection } from './connection.ts';

/** Undoes what is open on a connection; never throws: a connection that cannot is given up. `isOver`: the transaction has ended. */
export async function rollBack(connection: PgConnection, isOver = false): Promise<void> {
  // What a script has prepared goes too, and with it what is ours.
  connection.prepared.clear();
  try {
    if (connection.usable) await connection.send(isOver ? forgetSql() : rollbackSql());
  } catch {
    await connection.close();
  }
}
