import * as fc from 'fast-check';
import type { Engine } from '../../../src/index.ts';
import { dialects } from '../../../src/rehearse/dialects.ts';
import { freshValue } from '../../../src/rehearse/generate/column-values.ts';
import { makeRows } from '../../../src/rehearse/generate/make-rows.ts';
import { orderTables } from '../../../src/rehearse/generate/order-tables.ts';
import { planTable } from '../../../src/rehearse/generate/plan-table.ts';
import { createRandom } from '../../../src/rehearse/generate/random.ts';
import type { LogicalRow } from '../../../src/rehearse/generate/row-rules.ts';
import type { TablePlan } from '../../../src/rehearse/generate/table-plan.ts';
import type { PairedTable } from '../../../src/rehearse/model/paired-table.ts';
import { createNormaliser } from '../../../src/parity/normalise/create-normaliser.ts';
import { type RowValue, rowValues } from './row-values.ts';

/** One statement on one table, for both engines. */
export interface RowOperation {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly table: string;
  /** Of an insert all columns, of an update those that are set. */
  readonly values: Readonly<Record<string, RowValue>>;
  /** The row that an update or delete is about, by its key; null: every row. */
  readonly where: Readonly<Record<string, string | null>> | null;
}

/** A table with rows that both engines take. */
export interface SeededTable {
  readonly plan: TablePlan;
  readonly rows: readonly LogicalRow[];
}

const rowsPerTable = 4;

/** Returns every table, parents first, with some rows: the same at every run. */
export async function seedTables(tables: readonly PairedTable[]): Promise<readonly SeededTable[]> {
  const normaliser = await createNormaliser();
  const made = new Map<string, readonly LogicalRow[]>();
  return orderTables(tables.map((table) => planTable(table, normaliser))).map((plan) => {
    const { rows, problem } = makeRows({
      plan,
      count: rowsPerTable,
      existing: [],
      rowsOf: (name) => made.get(name) ?? [],
      random: createRandom(plan.table.name),
      serial: 0,
    });
    if (rows.length === 0) throw new Error(`${plan.table.name}: ${problem}`);
    made.set(plan.table.name, rows);
    return { plan, rows };
  });
}

/** Returns single operations on any of the tables. */
export function rowOperations(tables: readonly SeededTable[]): fc.Arbitrary<RowOperation> {
  return fc.oneof(
    ...tables.flatMap((table) => [
      { weight: 4, arbitrary: inserts(table, tables) },
      { weight: 4, arbitrary: updates(table, tables) },
      { weight: 1, arbitrary: deletes(table) },
    ]),
  );
}

type Values = Readonly<Record<string, RowValue>>;

/** A row like one that is there, with a key of its own mostly, and some values changed. */
function inserts({ plan, rows }: SeededTable, all: readonly SeededTable[]): fc.Arbitrary<RowOperation> {
  const fresh = fc.nat(50).map((serial) => freshKeys(plan, serial + 100));
  return fc
    .record({
      row: fc.constantFrom(...rows),
      keys: fc.oneof({ weight: 8, arbitrary: fresh }, { weight: 1, arbitrary: fc.constant<Values>({}) }),
      changes: changesOf(plan, all, 0),
      left: fc.subarray(plan.columns.map(({ name }) => name).filter(mayBeLeft(plan)), { maxLength: 2 }),
    })
    .map(({ row, keys, changes, left }) => {
      const given = Object.fromEntries([...row].map(([name, logical]) => [name, { logical }]));
      const values = Object.entries({ ...given, ...keys, ...changes });
      return {
        kind: 'insert',
        table: plan.table.name,
        values: Object.fromEntries(values.filter(([name]) => !left.includes(name) || name in changes)),
        where: null,
      };
    });
}

/** Values of their own for the columns that must differ and refer to nothing. */
function freshKeys(plan: TablePlan, serial: number): Values {
  const referring = new Set(plan.references.flatMap(({ columns }) => columns));
  const keys = plan.columns.filter(
    ({ name }) => !referring.has(name) && plan.uniques.some(({ columns }) => columns.includes(name)),
  );
  return Object.fromEntries(
    keys
      .filter(({ choices }) => choices === null)
      .map((column) => [column.name, { logical: freshValue(column, serial, createRandom(`${serial}`)) }]),
  );
}

/** Moments are always given: the engines' clocks are two. */
const mayBeLeft =
  ({ columns }: TablePlan) =>
  (name: string): boolean =>
    columns.some((column) => column.name === name && column.meaning !== 'timestamp');

function updates({ plan, rows }: SeededTable, all: readonly SeededTable[]): fc.Arbitrary<RowOperation> {
  return fc.record({
    kind: fc.constant('update'),
    table: fc.constant(plan.table.name),
    values: changesOf(plan, all, 1),
    where: keysOf(plan, rows),
  });
}

function deletes({ plan, rows }: SeededTable): fc.Arbitrary<RowOperation> {
  return fc.record({
    kind: fc.constant('delete'),
    table: fc.constant(plan.table.name),
    values: fc.constant({}),
    where: keysOf(plan, rows),
  });
}

function keysOf({ table }: TablePlan, rows: readonly LogicalRow[]): fc.Arbitrary<RowOperation['where']> {
  const names = table.sides.postgres?.primaryKey?.columns ?? [];
  const keys = rows.map((row) => Object.fromEntries(names.map((name) => [name, row.get(name) ?? null])));
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Some columns, each with a value of any sort. */
function changesOf(plan: TablePlan, all: readonly SeededTable[], least: number): fc.Arbitrary<Values> {
  const values = new Map(
    plan.columns.map((column) => {
      const reference = plan.references.find(({ columns }) => columns.includes(column.name));
      const at = reference?.columns.indexOf(column.name) ?? 0;
      const target = reference === undefined ? plan.table.name : reference.target;
      const name = reference?.targetColumns[at] ?? column.name;
      const existing = all.find(({ plan: each }) => each.table.name === target)?.rows ?? [];
      return [
        column.name,
        rowValues(
          column,
          existing.flatMap((row) => row.get(name) ?? []),
        ),
      ] as const;
    }),
  );
  const one = fc.oneof(
    ...[...values].map(([name, value]) => ({
      weight: 1,
      arbitrary: value.map((each) => [name, each] as const),
    })),
  );
  return fc.array(one, { minLength: least, maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

/** Returns the statement of an operation in an engine's words. */
export function operationSql(engine: Engine, { plan }: SeededTable, operation: RowOperation): string {
  const rowOf = (name: string) =>
    plan.table.columns.find((column) => column.name === name)!.sides[engine]!.row;
  const write = (name: string, value: RowValue): string =>
    'words' in value ? value.words[engine] : dialects[engine].literal(value.logical, rowOf(name));
  const { kind, table, values, where } = operation;
  const condition = Object.entries(where ?? {})
    .map(([name, logical]) => `${name} = ${write(name, { logical })}`)
    .join(' AND ');
  const place = condition === '' ? '' : ` WHERE ${condition}`;
  const entries = Object.entries(values);
  if (kind === 'delete') return `DELETE FROM ${table}${place}`;
  if (kind === 'update') {
    return `UPDATE ${table} SET ${entries.map(([name, value]) => `${name} = ${write(name, value)}`).join(', ')}${place}`;
  }
  const names = entries.map(([name]) => name).join(', ');
  return `INSERT INTO ${table} (${names}) VALUES (${entries.map(([name, value]) => write(name, value)).join(', ')})`;
}

/** Returns the INSERTs of all rows, parents first. */
export function seedSql(engine: Engine, tables: readonly SeededTable[]): string {
  return tables
    .flatMap((seeded) =>
      seeded.rows.map((row) =>
        operationSql(engine, seeded, {
          kind: 'insert',
          table: seeded.plan.table.name,
          values: Object.fromEntries([...row].map(([name, logical]) => [name, { logical }])),
          where: null,
        }),
      ),
    )
    .join(';\n');
}
