import type { PairedTable } from '../../../src/rehearse/model/paired-table.ts';
import { type KnownDifference, knownDifferences, nothingChanged } from './known-differences.ts';
import type { RawAccess } from './raw-access.ts';
import { compareContents, type Contents, readContents } from './read-tables.ts';
import { operationSql, type RowOperation, type SeededTable, seedSql } from './row-operations.ts';

/** Two engines that judged one statement differently, or that hold other rows after it. */
export class EngineDivergence extends Error {
  override readonly name = 'EngineDivergence';
}

/** Migrated databases of both engines with what stands in them at first. */
export interface Engines {
  readonly postgres: RawAccess;
  readonly sqlite: RawAccess;
  readonly tables: readonly PairedTable[];
  readonly seeded: readonly SeededTable[];
  /** Removes all rows. */
  readonly empty: () => Promise<void>;
}

/** What the operations came to. */
export interface Tally {
  accepted: number;
  refused: number;
  /** How often each known difference was met. */
  readonly known: Map<string, number>;
}

export const newTally = (): Tally => ({ accepted: 0, refused: 0, known: new Map() });

const begins = { postgres: 'BEGIN', sqlite: 'BEGIN IMMEDIATE' } as const;

/**
 * Runs operations on both engines from the same rows, each in a transaction that stays where both take it. Throws EngineDivergence
 * at the first that one takes and the other refuses, or that leaves other rows; a known difference is counted and taken back.
 */
export async function runOperations(
  engines: Engines,
  operations: readonly RowOperation[],
  tally: Tally,
): Promise<void> {
  const { seeded } = engines;
  const both = [engines.postgres, engines.sqlite] as const;
  await engines.empty();
  for (const access of both) await access.script(seedSql(access.engine, seeded));
  for (const operation of operations) {
    const table = seeded.find(({ plan }) => plan.table.name === operation.table)!;
    const texts = both.map(({ engine }) => operationSql(engine, table, operation));
    for (const access of both) await access.script(begins[access.engine]);
    const errors = await Promise.all(both.map((access, at) => refusal(access, texts[at] ?? '')));
    const difference = await findDifference(engines, operation, errors);
    const taken = difference === null && errors.every((error) => error === null);
    for (const access of both) await access.script(taken ? 'COMMIT' : 'ROLLBACK');
    if (difference !== null) settle(difference, operation, texts, tally);
    else if (taken) tally.accepted++;
    else tally.refused++;
  }
}

async function refusal(access: RawAccess, text: string): Promise<string | null> {
  return access.script(text).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

interface EngineDifference {
  readonly takenBy: Exclude<KnownDifference['takenBy'], 'either'>;
  /** SQLite took it, and found no row to change. */
  readonly isIdle: boolean;
  readonly lines: readonly string[];
}

async function findDifference(
  { postgres, sqlite, tables }: Engines,
  { table }: RowOperation,
  errors: readonly (string | null)[],
): Promise<EngineDifference | null> {
  const [ofPostgres = null, ofSqlite = null] = errors;
  if (ofPostgres !== null && ofSqlite !== null) return null;
  if (ofPostgres !== null || ofSqlite !== null) {
    const takenBy = ofPostgres === null ? 'postgres' : 'sqlite';
    const isIdle = takenBy === 'sqlite' && (await sqlite.rows('SELECT changes() AS n'))[0]?.['n'] === 0;
    return {
      takenBy,
      isIdle,
      lines: [`postgres: ${ofPostgres ?? 'takes it'}`, `sqlite: ${ofSqlite ?? 'takes it'}`],
    };
  }
  // What refers to the table may have changed with it.
  const touched = tables.filter(({ name, sides }) =>
    [name, ...(sides.postgres?.foreignKeys ?? []).map(({ target }) => target)].includes(table),
  );
  const read = (access: RawAccess): Promise<Contents> => readContents(access, touched);
  const [first, other] = await Promise.all([read(postgres), read(sqlite)]);
  const lines = compareContents(['postgres', first], ['sqlite', other]);
  return lines.length === 0 ? null : { takenBy: 'both', isIdle: false, lines };
}

function settle(
  { takenBy, isIdle, lines }: EngineDifference,
  { values }: RowOperation,
  texts: readonly string[],
  { known }: Tally,
): void {
  const named = Object.values(values).flatMap((value) => ('words' in value ? (value.known ?? []) : []));
  const met = isIdle
    ? [nothingChanged]
    : knownDifferences.filter(
        ({ id, takenBy: by }) => named.includes(id) && (by === takenBy || by === 'either'),
      );
  for (const { id } of met) known.set(id, (known.get(id) ?? 0) + 1);
  if (met.length > 0) return;
  throw new EngineDivergence([...lines, `postgres: ${texts[0]}`, `sqlite: ${texts[1]}`].join('\n'));
}
