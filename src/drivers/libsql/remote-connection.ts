import type { Client, InStatement, ResultSet, Transaction } from '@libsql/client';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import {
  type BeginOptions,
  type SqliteConnection,
  type SqliteTransaction,
  type Step,
  StepError,
} from '../sqlite/connection.ts';
import { isBusy, isConnectionLost } from '../sqlite/map-error.ts';
import { untilAborted } from './until-aborted.ts';

/** Statements of one message. A server has limits; a script may have thousands of statements. */
const longestBatch = { steps: 500, characters: 500_000 };

/**
 * A libsql server. Every read is a stream of its own; a transaction is one stream from BEGIN to COMMIT, so a PRAGMA in it
 * ends with it.
 */
export class RemoteConnection implements SqliteConnection {
  readonly #connect: () => Client;
  #client: Client;
  #open: Transaction | null = null;

  constructor(connect: () => Client) {
    this.#connect = connect;
    this.#client = connect();
  }

  async read(queries: readonly Step[]): Promise<readonly (readonly Row[])[]> {
    const [first, ...others] = queries.map(statementOf);
    if (first === undefined) return [];
    if (others.length === 0) return [rowsOf(await this.#client.execute(first))];
    return (await this.#client.batch([first, ...others], 'read')).map(rowsOf);
  }

  /** A small write of its own, outside the transaction of a migration. */
  async write(steps: readonly Step[]): Promise<readonly (readonly Row[])[]> {
    return (await this.#client.batch(steps.map(statementOf), 'write')).map(rowsOf);
  }

  async begin({ foreignKeys }: BeginOptions): Promise<SqliteTransaction | null> {
    const transaction = await this.#client.transaction(foreignKeys === 'off' ? 'read' : 'write');
    try {
      // Else BEGIN IMMEDIATE goes with the first steps, which saves a round trip.
      if (foreignKeys === 'off') await switchForeignKeysOff(transaction);
    } catch (error) {
      transaction.close();
      if (isBusy(error)) return null;
      throw error;
    }
    this.#open = transaction;
    return {
      // Every transaction is a connection of its own.
      version: null,
      run: async (steps, signal) => {
        try {
          return await runSteps(transaction, steps, signal);
        } catch (error) {
          throw isParseError(error) ? await this.#findUnparsable(steps, error) : error;
        }
      },
      commit: async () => {
        // Not `transaction.commit()`, which closes the stream also when the server refuses: then nothing could be asked.
        await transaction.batch(['COMMIT']);
        transaction.close();
      },
      rollback: () => rollBack(transaction),
    };
  }

  /** The server parses a whole message before it runs any of it, and does not say which statement it does not understand. */
  async #findUnparsable(steps: readonly Step[], error: unknown): Promise<unknown> {
    let from = 0;
    let to = steps.length;
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if (await this.#parses(steps.slice(from, middle))) from = middle;
      else to = middle;
    }
    return new StepError(from, error);
  }

  /** Asks behind a statement that fails, so nothing is run. */
  async #parses(steps: readonly Step[]): Promise<boolean> {
    for (const batch of batchesOf(steps)) {
      const failing = 'SELECT 1 FROM "no such table, so nothing behind it is run"';
      const error = await this.#client.batch([failing, ...batch.map(({ sql }) => sql)], 'read').then(
        () => null,
        (reason: unknown) => reason,
      );
      if (isParseError(error)) return false;
      if (isConnectionLost(error)) throw error;
    }
    return true;
  }

  async reopen(): Promise<void> {
    this.#client.close();
    this.#client = this.#connect();
  }

  /** Else the server would keep its lock for seconds. */
  async endTransaction(): Promise<void> {
    if (this.#open !== null) await rollBack(this.#open);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}

function isParseError(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'SQL_PARSE_ERROR';
}

async function rollBack(transaction: Transaction): Promise<void> {
  if (!transaction.closed) await transaction.rollback().catch(() => transaction.close());
}

/** Between a COMMIT and the real BEGIN, because inside a transaction the PRAGMA does nothing and says nothing. */
async function switchForeignKeysOff(transaction: Transaction): Promise<void> {
  await transaction.executeMultiple('COMMIT; PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE');
  const { rows } = await transaction.execute('PRAGMA foreign_keys');
  if (Number(rows[0]?.['foreign_keys']) !== 0) throw new Error('foreign keys could not be switched off');
}

async function runSteps(
  transaction: Transaction,
  steps: readonly Step[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly Row[])[]> {
  const results: (readonly Row[])[] = [];
  for (const batch of batchesOf(steps)) {
    const done = results.length;
    try {
      const sent = transaction.batch(batch.map(statementOf));
      const found = await untilAborted(sent, signal, () => transaction.close());
      results.push(...found.map(rowsOf));
    } catch (error) {
      const { statementIndex, code } = error as { statementIndex?: number; code?: string };
      if (statementIndex === undefined) throw error;
      // The step before it was the last that ran inside our transaction.
      if (code === 'TRANSACTION_CLOSED') throw new StepError(done + statementIndex - 1, error, true);
      throw new StepError(done + statementIndex, error);
    }
  }
  return results;
}

function* batchesOf(steps: readonly Step[]): Generator<readonly Step[]> {
  let batch: Step[] = [];
  let characters = 0;
  for (const step of steps) {
    const isFull =
      batch.length >= longestBatch.steps || characters + step.sql.length > longestBatch.characters;
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(step);
    characters += step.sql.length;
  }
  if (batch.length > 0) yield batch;
}

function statementOf({ sql, values = [] }: Step): InStatement {
  return { sql, args: [...values] };
}

function rowsOf({ rows }: ResultSet): readonly Row[] {
  return rows as unknown as readonly Row[];
}
