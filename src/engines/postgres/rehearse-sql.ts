import { momentText, microsPerUnit, floorDiv } from '../moment-text.ts';
import type { RawValue, RowColumn, RowDialect, RowTable } from '../row-dialect.ts';
import { quoteIdentifier, quoteLiteral } from './quote.ts';

const integers = new Set(['smallint', 'integer', 'bigint', 'int2', 'int4', 'int8']);
const rowsPerInsert = 500;

/** Reading and writing whole tables of PostgreSQL. Queries run with ISO dates in UTC. */
export const postgresRows: RowDialect = {
  select(table) {
    const columns = table.columns.map((column, index) => `${readExpression(column)} AS c${index}`);
    return `SELECT ${columns.join(', ') || '1 AS none'} FROM ${tableName(table)}`;
  },
  raw(value, { declared, isArray }): RawValue | null {
    if (value === null || value === undefined) return null;
    const kind = isArray
      ? 'text'
      : integers.has(declared)
        ? 'integer'
        : declared === 'bytea'
          ? 'bytes'
          : 'text';
    return { kind, text: String(value) };
  },
  literal: (value, column) => (value === null ? 'NULL' : writeLiteral(value, column)),
  insert(table, rows) {
    const head = `INSERT INTO ${tableName(table)} (${table.columns.map(({ name }) => quoteIdentifier(name)).join(', ')}) OVERRIDING SYSTEM VALUE VALUES`;
    return chunks(rows).map((chunk) => `${head}\n${chunk.map((row) => `(${row.join(', ')})`).join(',\n')}`);
  },
  moveCounters: (table, counters) =>
    counters.map((name) => {
      const column = quoteIdentifier(name);
      return `SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(${quoteLiteral(tableName(table))}, ${quoteLiteral(name)}), GREATEST((SELECT max(${column}) FROM ${tableName(table)}), 1))`;
    }),
};

function tableName({ schema, name }: RowTable): string {
  return schema === null ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

function readExpression({ name, declared, isArray }: RowColumn): string {
  const column = quoteIdentifier(name);
  if (isArray) return `pg_catalog.to_jsonb(${column})::text`;
  return declared === 'bytea' ? `pg_catalog.encode(${column}, 'hex')` : `${column}::text`;
}

function writeLiteral(value: string, { meaning, unit, declared, isArray }: RowColumn): string {
  if (isArray) return quoteLiteral(arrayText(JSON.parse(value) as unknown));
  if (meaning === 'timestamp') {
    return integers.has(declared)
      ? String(floorDiv(BigInt(value), microsPerUnit(unit)))
      : quoteLiteral(momentText(value));
  }
  if (declared === 'bytea') return quoteLiteral(`\\x${value}`);
  // Untyped: the column says what it is.
  return quoteLiteral(value);
}

/** `{1,"a b",NULL}` from the JSON of it. */
function arrayText(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(arrayText).join(',')}}`;
  if (value === null) return 'NULL';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function chunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / rowsPerInsert) }, (_, index) =>
    rows.slice(index * rowsPerInsert, (index + 1) * rowsPerInsert),
  );
}
