import { LockstepError } from '../../core/errors.ts';
import type { RowTable } from '../../engines/row-dialect.ts';
import { dialects } from '../dialects.ts';
import type { LogicalRow } from '../generate/row-rules.ts';
import type { PairedTable } from '../model/paired-table.ts';
import type { Side } from '../side.ts';

export interface InsertedRows {
  /** Those that all sides took. */
  readonly rows: readonly LogicalRow[];
  /** What an engine said of the first that it refused; null where none was refused. */
  readonly refusal: string | null;
}

/** Refused rows before a batch is given up. */
const mostRefusals = 60;
/** Fails on every engine: nothing of what stands before it stays. */
const neverHolds = 'SELECT lockstep FROM lockstep_rehearsal_ends_here';

/**
 * Inserts rows into a table of all sides: those that every one of them takes, and none on one side alone. Throws only what has
 * nothing to do with the rows.
 */
export async function insertRows(
  sides: readonly Side[],
  table: PairedTable,
  rows: readonly LogicalRow[],
): Promise<InsertedRows> {
  const targets = sides.flatMap((side) => {
    const own = table.sides[side.engine];
    return own === null ? [] : [new Target(side, table)];
  });
  let left = rows;
  let refusal: string | null = null;
  for (let hasChanged = true; hasChanged && left.length > 0; ) {
    hasChanged = false;
    for (const target of targets) {
      const tried = await target.sift(left);
      hasChanged ||= tried.rows.length < left.length;
      left = tried.rows;
      refusal ??= tried.refusal;
    }
  }
  if (left.length > 0) for (const target of targets) await target.insert(left);
  return { rows: left, refusal };
}

/** One side's table, with the columns that are written. */
class Target {
  readonly #side: Side;
  readonly #table: RowTable;
  readonly #names: readonly string[];
  readonly #counters: readonly string[];

  constructor(side: Side, { columns, sides }: PairedTable) {
    const own = sides[side.engine]!;
    const written = columns.flatMap(({ name, sides: of }) => {
      const column = of[side.engine];
      return column === null || column.column.generated !== null ? [] : [{ name, ...column }];
    });
    this.#side = side;
    this.#names = written.map(({ name }) => name);
    this.#table = {
      schema: own.schema ?? side.schema,
      name: own.name,
      columns: written.map(({ row }) => row),
    };
    this.#counters = written.flatMap(({ column }) => (column.counter === null ? [] : [column.name]));
  }

  /** Tries the rows out, and leaves nothing. Returns those that are taken. */
  async sift(rows: readonly LogicalRow[]): Promise<InsertedRows> {
    let left = rows;
    let refusal: string | null = null;
    if ((await this.#try(this.#statements(left))) === null) return { rows: left, refusal };
    for (let refused = 0; left.length > 0; refused++) {
      const failed = await this.#try(left.flatMap((row) => this.#statements([row])));
      if (failed === null) return { rows: left, refusal };
      refusal ??= failed.message;
      // Behind too many refusals the rest is left out: somebody has to look at the table anyway.
      left = refused < mostRefusals ? left.toSpliced(failed.index, 1) : left.slice(0, failed.index);
    }
    return { rows: left, refusal };
  }

  insert(rows: readonly LogicalRow[]): Promise<void> {
    const counting = dialects[this.#side.engine].moveCounters(this.#table, this.#counters);
    return this.#side.scratch.execute([...this.#statements(rows), ...counting]);
  }

  #statements(rows: readonly LogicalRow[]): readonly string[] {
    const dialect = dialects[this.#side.engine];
    const literals = rows.map((row) =>
      this.#table.columns.map((column, at) =>
        dialect.literal(row.get(this.#names[at] ?? '') ?? null, column),
      ),
    );
    return dialect.insert(this.#table, literals);
  }

  async #try(
    statements: readonly string[],
  ): Promise<{ readonly index: number; readonly message: string } | null> {
    try {
      await this.#side.scratch.execute([...statements, neverHolds]);
    } catch (error) {
      const index = error instanceof LockstepError ? error.details['index'] : undefined;
      if (!(error instanceof LockstepError) || typeof index !== 'number') throw error;
      return index === statements.length ? null : { index, message: messageOf(error) };
    }
    throw new Error('the end of a trial did not fail');
  }
}

function messageOf({ message, details }: LockstepError): string {
  const { engineMessage } = details;
  return typeof engineMessage === 'string' ? engineMessage : message;
}
