import type { Engine } from '../../core/engine.ts';
import { columnPool, freshValue } from './column-values.ts';
import type { Lookup } from './evaluate.ts';
import type { Random } from './random.ts';
import { type LogicalRow, lookupOf, mayHold, uniqueKey } from './row-rules.ts';
import type { ColumnPlan, ReferencePlan, RulePlan, TablePlan, UniquePlan } from './table-plan.ts';

export interface MakeRowsOptions {
  readonly plan: TablePlan;
  readonly count: number;
  /** What is in the table already, on either engine. */
  readonly existing: readonly LogicalRow[];
  /** Rows that both engines have, of any table but this. */
  readonly rowsOf: (table: string) => readonly LogicalRow[];
  readonly random: Random;
  /** How many values were made before: none of them comes twice. */
  readonly serial: number;
}

export interface MadeRows {
  readonly rows: readonly LogicalRow[];
  /** The rule that stopped it where there are fewer than asked for, for people; else null. */
  readonly problem: string | null;
}

/** Tries for one row, and changes of one try. */
const mostTries = 6;
const mostChanges = 120;
/** Values tried for one column before another column is. */
const mostValues = 12;

interface Picker {
  readonly column: ColumnPlan;
  readonly pool: readonly string[];
  readonly offset: number;
  /** Among the columns. */
  readonly place: number;
}

/** What a row breaks, and the columns through which that can be mended. */
interface Breach {
  readonly text: string;
  readonly columns: readonly string[];
  readonly isMended: (row: LogicalRow) => boolean;
}

/**
 * Returns rows that fit all that both engines declare, as far as it can be worked out without them: parents that exist,
 * unique keys, CHECKs. The same rows for the same options.
 */
export function makeRows({
  plan,
  count,
  existing,
  rowsOf,
  random,
  serial: first,
}: MakeRowsOptions): MadeRows {
  const views = { postgres: lookupOf(plan.table, 'postgres'), sqlite: lookupOf(plan.table, 'sqlite') };
  const view = (engine: Engine, row: LogicalRow): Lookup => views[engine](row);
  const pickers = new Map(
    plan.columns.map((column, at) => {
      // What tells most stands first in a pool, so few rows have it too; neighbours begin at different places.
      const picker: Picker = { column, pool: columnPool(column), offset: at % 3, place: at };
      return [column.name, picker];
    }),
  );
  const taken = plan.uniques.map(
    (unique) => new Set(existing.map((row) => uniqueKey(unique, view(unique.engine, row)))),
  );
  const rows: LogicalRow[] = [];
  const known = [...existing];
  let serial = first;
  let problem: string | null = null;

  for (let index = 0; index < count; index++) {
    const made = makeOne(index);
    if (typeof made === 'string') {
      problem = made;
      break;
    }
    for (const [at, unique] of plan.uniques.entries())
      taken[at]?.add(uniqueKey(unique, view(unique.engine, made)));
    rows.push(made);
    known.push(made);
  }
  return { rows, problem };

  function makeOne(index: number): LogicalRow | string {
    let last = 'no row was found';
    for (let attempt = 0; attempt < mostTries; attempt++) {
      const row = new Map<string, string | null>();
      for (const picker of pickers.values()) row.set(picker.column.name, pick(picker, index, attempt));
      for (const reference of plan.references) {
        const unmet = refer(row, reference, index + attempt);
        if (unmet !== null) return unmet;
      }
      const breach = mend(row);
      if (breach === null) return row;
      last = breach.text;
    }
    return last;
  }

  /** Goes through the boundaries first, so that every one of them is met where there are rows enough. */
  function pick({ column, pool, offset, place }: Picker, index: number, attempt: number): string | null {
    const at = index + attempt * 7;
    if (column.isNullable && (at + place) % 5 === 3) return null;
    const isFirstRound = at < pool.length;
    if (pool.length > 0 && (column.choices !== null || isFirstRound))
      return pool[(at + offset) % pool.length] ?? null;
    if (pool.length > 0 && !column.isUnique && random.below(4) === 0) return random.pick(pool);
    return next(column);
  }

  function next(column: ColumnPlan): string {
    serial += 1;
    return freshValue(column, serial, random);
  }

  /** Another value, of any sort that the column takes. */
  function other({ column, pool }: Picker, round: number): string | null {
    if (column.isNullable && round % 3 === 0) return null;
    if (pool.length > 0 && (column.choices !== null || round % 3 === 1)) return random.pick(pool);
    return next(column);
  }

  /** Points a key to a parent. What says why none can be pointed to. */
  function refer(row: Map<string, string | null>, reference: ReferencePlan, round: number): string | null {
    const { columns, target, targetColumns } = reference;
    const isSelf = target === plan.table.name;
    const nullable = columns.filter((name) => pickers.get(name)?.column.isNullable === true);
    const setNull = (): null => {
      for (const name of nullable) row.set(name, null);
      return null;
    };
    const fixed = plan.references
      .slice(0, plan.references.indexOf(reference))
      .flatMap((earlier) => earlier.columns.filter((name) => columns.includes(name)));
    const all = isSelf ? known : rowsOf(target);
    const parents =
      fixed.length === 0
        ? all
        : all.filter((parent) =>
            columns.every(
              (name, at) => !fixed.includes(name) || parent.get(targetColumns[at] ?? '') === row.get(name),
            ),
          );
    if (nullable.length > 0 && (parents.length === 0 || round % 4 === 3)) return setNull();
    if (parents.length === 0 && isSelf) {
      // The first row of a table can only be its own parent.
      for (const [at, name] of columns.entries()) row.set(name, row.get(targetColumns[at] ?? '') ?? null);
      return null;
    }
    if (parents.length === 0) return `no row of ${target} that ${columns.join(', ')} could refer to`;
    const start = round * 7 + random.below(3);
    for (let step = 0; step < parents.length; step++) {
      const parent = parents[(start + step) % parents.length]!;
      for (const [at, name] of columns.entries()) row.set(name, parent.get(targetColumns[at] ?? '') ?? null);
      if (!hasChildAlready(row, columns)) break;
    }
    return columns.some((name) => row.get(name) === null) && nullable.length > 0 ? setNull() : null;
  }

  /** True where the key is unique by itself, one child to a parent, and another row points there. */
  function hasChildAlready(row: LogicalRow, columns: readonly string[]): boolean {
    return plan.uniques.some(
      (unique, at) =>
        unique.columns.every((name) => columns.includes(name)) && !isUnused(unique, taken[at], row),
    );
  }

  function mend(row: Map<string, string | null>): Breach | null {
    for (let change = 0; change < mostChanges; change++) {
      const breach = findBreach(row);
      if (breach === null) return null;
      if (random.below(10) === 0 || !improve(row, breach)) replace(row, random.pick(breach.columns), change);
    }
    return findBreach(row);
  }

  /** Tries values of the columns of a breach, and keeps the one that leaves the fewest; false where none leaves fewer. */
  function improve(row: Map<string, string | null>, breach: Breach): boolean {
    const before = new Map(row);
    let best: ReadonlyMap<string, string | null> | null = null;
    let fewest = countBreaches(row);
    for (const name of breach.columns) {
      for (let round = 0; round < mostValues; round++) {
        replace(row, name, round + random.below(3));
        const left = breach.isMended(row) ? countBreaches(row) : fewest;
        if (left === 0) return true;
        if (left < fewest) [best, fewest] = [new Map(row), left];
        for (const [column, value] of before) row.set(column, value);
      }
    }
    for (const [column, value] of best ?? []) row.set(column, value);
    return best !== null;
  }

  function countBreaches(row: LogicalRow): number {
    const rules = plan.rules.filter((rule) => !holds(rule, row)).length;
    return rules + plan.uniques.filter((unique, at) => !isUnused(unique, taken[at], row)).length;
  }

  function replace(row: Map<string, string | null>, name: string, round: number): void {
    const reference = plan.references.filter(({ columns }) => columns.includes(name));
    const picker = pickers.get(name);
    if (reference.length === 0 && picker !== undefined) row.set(name, other(picker, round));
    for (const each of reference) refer(row, each, round + random.below(64));
  }

  function findBreach(row: LogicalRow): Breach | null {
    for (const rule of plan.rules) {
      if (!holds(rule, row)) return breachOf(`CHECK (${rule.text})`, rule.columns, (now) => holds(rule, now));
    }
    for (const [at, unique] of plan.uniques.entries()) {
      const isFree = (now: LogicalRow): boolean => isUnused(unique, taken[at], now);
      if (!isFree(row)) return breachOf(`UNIQUE (${unique.columns.join(', ')})`, unique.columns, isFree);
    }
    return null;
  }

  function breachOf(text: string, columns: readonly string[], isMended: Breach['isMended']): Breach {
    const own = columns.filter((name) => pickers.has(name));
    return { text, columns: own.length === 0 ? [...pickers.keys()] : own, isMended };
  }

  function holds(rule: RulePlan, row: LogicalRow): boolean {
    return mayHold(rule.expression, view(rule.engine, row));
  }

  function isUnused(
    unique: UniquePlan,
    keys: ReadonlySet<string | null> | undefined,
    row: LogicalRow,
  ): boolean {
    const key = uniqueKey(unique, view(unique.engine, row));
    return key === null || keys?.has(key) !== true;
  }
}
