import { LockstepError } from '../../core/errors.ts';
import type { Normaliser } from '../../parity/normalise/normaliser.ts';
import { makeRows } from '../generate/make-rows.ts';
import { orderTables } from '../generate/order-tables.ts';
import { planTable } from '../generate/plan-table.ts';
import { createRandom } from '../generate/random.ts';
import type { LogicalRow } from '../generate/row-rules.ts';
import type { TablePlan } from '../generate/table-plan.ts';
import type { PairedTable } from '../model/paired-table.ts';
import type { Side } from '../side.ts';
import type { Snapshots } from '../snapshot/read-snapshot.ts';
import type { HeldTable } from '../snapshot/snapshot.ts';
import { type Fixtures, fixtureRow } from './fixtures.ts';
import { insertRows } from './insert-rows.ts';

export interface PopulateOptions {
  readonly sides: readonly Side[];
  readonly tables: readonly PairedTable[];
  readonly snapshots: Snapshots;
  /** How many rows each table is brought to. */
  readonly rows: number;
  readonly normaliser: Normaliser;
  readonly fixtures: Fixtures;
  /** Makes the rows: the same for the same seed. */
  readonly seed: string;
  readonly signal?: AbortSignal | undefined;
}

/** What a filling came to. */
export interface Populated {
  /** True where a row was inserted. */
  readonly hasChanged: boolean;
  /** Tables that stay without a row. */
  readonly empty: readonly EmptyTable[];
}

/** A table without a row, and why. */
export interface EmptyTable {
  readonly table: string;
  readonly reason: string;
}

/** Tries for a table whose rows an engine refuses. */
const mostRounds = 4;

/**
 * Brings every table to so many rows, the same on all sides: the fixtures first, then made ones, parents before children. What is
 * there stays.
 */
export async function populate(options: PopulateOptions): Promise<Populated> {
  const { tables, sides, snapshots, normaliser } = options;
  const held = new Map(tables.map((table) => [table.name, heldRows(table, sides, snapshots)]));
  const short = tables.filter(({ name }) => (held.get(name)?.common.length ?? 0) < options.rows);
  const plans = orderTables(short.map((table) => planTable(table, normaliser)));
  const empty: EmptyTable[] = [];
  const before = countRows(held);
  for (const plan of plans) {
    if (options.signal?.aborted === true) {
      throw new LockstepError('INTERRUPTED', 'the rehearsal was stopped', { cause: options.signal.reason });
    }
    const reason = await fill(plan, held, options);
    if (reason !== null) empty.push({ table: plan.table.name, reason });
  }
  return { hasChanged: countRows(held) > before, empty };
}

function countRows(held: ReadonlyMap<string, Held>): number {
  return [...held.values()].reduce((sum, { any }) => sum + any.length, 0);
}

/** What is in a table: on either engine, and on all that have the table. */
interface Held {
  readonly any: LogicalRow[];
  readonly common: LogicalRow[];
}

/** Returns why the table stays without rows; null where it has some. */
async function fill(
  plan: TablePlan,
  held: ReadonlyMap<string, Held>,
  { sides, rows: wanted, fixtures, seed }: PopulateOptions,
): Promise<string | null> {
  const own = held.get(plan.table.name)!;
  let reason: string | null = null;
  const given = fixtures.get(plan.table.name) ?? [];
  if (given.length > 0 && own.any.length === 0) {
    const { rows, refusal } = await insertRows(
      sides,
      plan.table,
      given.map((row) => fixtureRow(row, plan.table)),
    );
    own.any.push(...rows);
    own.common.push(...rows);
    reason = refusal === null ? null : `the fixture was refused: ${refusal}`;
  }
  for (let round = 0; round < mostRounds && own.common.length < wanted; round++) {
    const start = own.any.length;
    const made = makeRows({
      plan,
      count: wanted - own.common.length,
      existing: own.any,
      rowsOf: (table) => held.get(table)?.common ?? [],
      random: createRandom(`${seed} ${plan.table.name} ${start} ${round}`),
      serial: start * 3 + round * 10_000,
    });
    if (made.rows.length === 0) {
      reason ??= made.problem;
      break;
    }
    const { rows, refusal } = await insertRows(sides, plan.table, made.rows);
    own.any.push(...rows);
    own.common.push(...rows);
    reason ??= refusal ?? made.problem;
    if (rows.length === made.rows.length && made.problem !== null) break;
  }
  return own.any.length > 0 ? null : (reason ?? 'no row was found that it takes');
}

function heldRows({ name, columns }: PairedTable, sides: readonly Side[], snapshots: Snapshots): Held {
  const tables = sides.flatMap(({ engine }) => snapshots[engine]?.get(name) ?? []);
  const shared = columns.filter((column) =>
    tables.every((table) => table.columns.some((own) => own.name === column.name)),
  );
  const key = tables[0]?.keys[0] ?? shared.map((column) => column.name);
  const rowsOf = (table: HeldTable): Map<string, LogicalRow> =>
    new Map(
      table.rows.map((values) => {
        const row = new Map(table.columns.map((column, at) => [column.name, values[at] ?? null]));
        return [JSON.stringify(key.map((part) => row.get(part) ?? null)), row] as const;
      }),
    );
  const [first = new Map<string, LogicalRow>(), ...others] = tables.map(rowsOf);
  const common = [...first].filter(([id]) => others.every((other) => other.has(id))).map(([, row]) => row);
  const alone = others.flatMap((other) => [...other].filter(([id]) => !first.has(id)).map(([, row]) => row));
  return { any: [...first.values(), ...alone], common };
}
