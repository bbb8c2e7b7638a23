import { floorDiv, microsPerUnit, momentText } from '../moment-text.ts';
import type { RawValue, RowColumn, RowDialect } from '../row-dialect.ts';
import { quoteName, quoteText } from './quote.ts';

const rowsPerInsert = 500;

/** Reading and writing whole tables of SQLite. What a value is stored as stays visible: every one is read as its literal. */
export const sqliteRows: RowDialect = {
  select(table) {
    const columns = table.columns.map((column, index) => `${readExpression(column)} AS c${index}`);
    return `SELECT ${columns.join(', ') || '1 AS none'} FROM ${quoteName(table.name)}`;
  },
  raw(value): RawValue | null {
    const text = String(value);
    if (value === null || value === undefined || text === 'NULL') return null;
    if (text.startsWith("'")) return { kind: 'text', text: text.slice(1, -1).replaceAll("''", "'") };
    if (/^x'/i.test(text)) return { kind: 'bytes', text: text.slice(2, -1).toLowerCase() };
    return { kind: /^-?\d+$/.test(text) ? 'integer' : 'real', text };
  },
  literal: (value, column) => (value === null ? 'NULL' : writeLiteral(value, column)),
  insert(table, rows) {
    const names = table.columns.map(({ name }) => quoteName(name)).join(', ');
    const head = `INSERT INTO ${quoteName(table.name)} (${names}) VALUES`;
    return Array.from({ length: Math.ceil(rows.length / rowsPerInsert) }, (_, index) => {
      const chunk = rows.slice(index * rowsPerInsert, (index + 1) * rowsPerInsert);
      return `${head}\n${chunk.map((row) => `(${row.join(', ')})`).join(',\n')}`;
    });
  },
  // The largest rowid is where it goes on by itself.
  moveCounters: () => [],
};

function readExpression({ name, meaning }: RowColumn): string {
  const column = quoteName(name);
  if (meaning !== 'json') return `quote(${column})`;
  return `CASE WHEN typeof(${column}) = 'blob' AND json_valid(${column}, 8) THEN quote(json(${column})) ELSE quote(${column}) END`;
}

const isWhole = (declared: string): boolean => declared.includes('int');

const writers: Readonly<Record<string, (value: string, column: RowColumn) => string>> = {
  integer: (value) => value,
  boolean: (value, { declared }) =>
    declared.includes('text') || declared.includes('char') ? quoteText(value) : value === 'true' ? '1' : '0',
  // A literal that is written as a whole number would be stored as one where the column takes anything.
  real: (value) => (/^-?\d+$/.test(value) ? `${value}.0` : value),
  decimal: (value, { declared, scale }) =>
    scale !== null ? scaled(value, scale) : /text|char|clob/.test(declared) ? quoteText(value) : value,
  bytes: (value) => `X'${value}'`,
  uuid: (value, { declared }) =>
    declared.includes('blob') ? `X'${value.replaceAll('-', '')}'` : quoteText(value),
  timestamp: (value, { declared, unit, default: given }) =>
    unit === 'text' || (unit === null && !isWhole(declared))
      ? quoteText(
          momentText(value, given !== null && /datetime\s*\(|current_timestamp/i.test(given) ? ' ' : 'T'),
        )
      : String(floorDiv(BigInt(value), microsPerUnit(unit))),
  bit: (value, { declared }) => (isWhole(declared) ? String(BigInt(`0b${value}`)) : quoteText(value)),
  date: (value, { declared, unit }) =>
    isWhole(declared)
      ? String((BigInt(Date.parse(`${value}T00:00:00Z`)) * 1_000n) / microsPerUnit(unit))
      : quoteText(value),
};

function writeLiteral(value: string, column: RowColumn): string {
  const write = Object.hasOwn(writers, column.meaning) ? writers[column.meaning] : undefined;
  return write === undefined ? quoteText(value) : write(value, column);
}

/** `12.5` with two digits is 1250. */
function scaled(value: string, scale: number): string {
  const [whole = '0', fraction = ''] = value.split('.');
  return String(BigInt(`${whole}${fraction.padEnd(scale, '0').slice(0, scale)}`));
}
