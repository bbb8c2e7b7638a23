import { type Engine, engines } from '../../core/engine.ts';
import { microsPerUnit } from '../../engines/moment-text.ts';
import type { SqlText } from '../../core/schema.ts';
import type { LogicalType } from '../../parity/logical-type.ts';
import type { ExpressionContext, Normaliser } from '../../parity/normalise/normaliser.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { PairedColumn } from '../model/column-meaning.ts';
import type { PairedTable } from '../model/paired-table.ts';
import { columnsOf, literalsOf } from './expression-parts.ts';
import { type LimitFacts, narrow, noLimits } from './column-limits.ts';
import type { ColumnPlan, ReferencePlan, RulePlan, TablePlan, UniquePlan } from './table-plan.ts';

/** Returns what a row of the table must fit into, from what both engines declare. */
export function planTable(table: PairedTable, normaliser: Normaliser): TablePlan {
  const rules = engines.flatMap((engine) => rulesOf(table, engine, normaliser));
  const uniques = engines.flatMap((engine) => uniquesOf(table, engine, normaliser));
  const references = engines.flatMap((engine) => referencesOf(table, engine));
  const isGenerated = ({ sides }: PairedColumn): boolean =>
    engines.some((engine) => (sides[engine]?.column.generated ?? null) !== null);
  return {
    table,
    columns: table.columns
      .filter((column) => !isGenerated(column))
      .map((column) => planColumn(table, column, rules, uniques)),
    rules: distinct(rules, ({ text, engine }) => `${engine} ${text}`),
    uniques: distinct(uniques, ({ text }) => text),
    references: distinct(references, (reference) => JSON.stringify(reference)),
  };
}

function contextOf(table: PairedTable, engine: Engine): ExpressionContext {
  const types = new Map<string, LogicalType>(
    table.columns.map(({ name, meaning, sides }) => [
      name,
      { name: meaning, unit: (sides[engine]?.row.unit ?? null) as LogicalType['unit'] },
    ]),
  );
  return { engine, typeOf: (column) => types.get(lowerAscii(column)) ?? null };
}

function rulesOf(table: PairedTable, engine: Engine, normaliser: Normaliser): readonly RulePlan[] {
  const checks = table.sides[engine]?.checks ?? [];
  return checks.flatMap(({ expression }) =>
    normaliser.conditions(expression, contextOf(table, engine)).map((condition) => ({
      text: condition.text,
      columns: columnsOf(condition.expression),
      engine,
      expression: condition.expression,
    })),
  );
}

function uniquesOf(table: PairedTable, engine: Engine, normaliser: Normaliser): readonly UniquePlan[] {
  const own = table.sides[engine];
  if (own === null) return [];
  const context = contextOf(table, engine);
  const column = (name: string): Expression => ({ kind: 'column', name: lowerAscii(name) });
  const read = (text: SqlText): Expression => normaliser.expression(text, context).expression;
  const keys = [...(own.primaryKey === null ? [] : [own.primaryKey]), ...own.uniques].map((key) => ({
    parts: key.columns.map(column),
    predicate: null,
    nullsDistinct: key.nullsDistinct,
  }));
  const indexes = own.indexes
    .filter(({ isUnique }) => isUnique)
    .map((index) => ({
      parts: index.keys.map((key) => ('column' in key ? column(key.column) : read(key.expression))),
      predicate: index.predicate === null ? null : read(index.predicate),
      nullsDistinct: index.nullsDistinct,
    }));
  return [...keys, ...indexes].map((unique) => {
    const columns = [...new Set(unique.parts.flatMap(columnsOf))];
    return { ...unique, columns, engine, text: JSON.stringify([unique.parts, unique.predicate]) };
  });
}

function referencesOf(table: PairedTable, engine: Engine): readonly ReferencePlan[] {
  return (table.sides[engine]?.foreignKeys ?? []).map(({ columns, target, targetColumns }) => ({
    columns: columns.map(lowerAscii),
    target: lowerAscii(target),
    targetColumns: targetColumns.map(lowerAscii),
  }));
}

function planColumn(
  table: PairedTable,
  column: PairedColumn,
  rules: readonly RulePlan[],
  uniques: readonly UniquePlan[],
): ColumnPlan {
  const { name, meaning, sides } = column;
  const own = rules.filter(({ columns }) => columns.includes(name));
  const facts = own
    .filter(({ columns }) => columns.length === 1)
    .reduce<LimitFacts>((limits, { expression }) => narrow(limits, expression, name), declaredLimits(column));
  const isKey = engines.some((engine) =>
    table.sides[engine]?.primaryKey?.columns.some((key) => lowerAscii(key) === name),
  );
  const { choices, ...limits } = facts;
  const precision = sides.postgres?.column.type.arguments ?? [];
  return {
    name,
    meaning,
    limits,
    choices: sides.postgres?.column.type.enumLabels ?? choices,
    isNullable: !isKey && engines.every((engine) => sides[engine]?.column.nullable ?? true),
    hints: own.flatMap(({ expression }) => literalsOf(expression, name)),
    isCounter: engines.some((engine) => (sides[engine]?.column.counter ?? null) !== null),
    bytes: widths[sides.postgres?.column.type.name ?? ''] ?? 8,
    precision: meaning === 'decimal' && precision.length > 0 ? [precision[0] ?? 0, precision[1] ?? 0] : null,
    momentStep: meaning === 'timestamp' ? momentStep(column) : 1n,
    isUnique: uniques.some(({ columns }) => columns.length === 1 && columns[0] === name),
    isArray: sides.postgres?.column.type.isArray === true,
  };
}

/** timestamptz(3) keeps milliseconds, and so does a count of them. */
function momentStep({ sides }: PairedColumn): bigint {
  const [digits = 6] = sides.postgres?.column.type.arguments ?? [];
  const unit = sides.sqlite?.row.unit ?? null;
  const counted = sides.sqlite === null ? 1n : unit === 'text' ? 1_000n : microsPerUnit(unit);
  const kept = 10n ** BigInt(6 - digits);
  return counted > kept ? counted : kept;
}

const widths: Readonly<Record<string, number>> = { smallint: 2, integer: 4, real: 4 };

/** varchar(n), char(n), bit(n): char is filled up on PostgreSQL alone, so values have its length. */
function declaredLimits({ sides, meaning }: PairedColumn): LimitFacts {
  if (meaning !== 'text' && meaning !== 'bit') return noLimits;
  const lengths = engines.flatMap((engine) => sides[engine]?.column.type.arguments[0] ?? []);
  const longest = lengths.length === 0 ? null : Math.min(...lengths);
  const isFixed = ['character', 'bit'].includes(sides.postgres?.column.type.name ?? '');
  return { ...noLimits, longest, shortest: isFixed ? (longest ?? 1) : 0 };
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
