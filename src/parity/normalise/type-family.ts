import type { Engine } from '../../core/engine.ts';
import type { LogicalName } from '../logical-type.ts';

const postgres: Readonly<Record<string, LogicalName>> = {
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  boolean: 'boolean',
  text: 'text',
  varchar: 'text',
  char: 'text',
  name: 'text',
  citext: 'text',
  uuid: 'uuid',
  timestamptz: 'timestamp',
  timestamp: 'timestamp',
  date: 'date',
  time: 'time',
  timetz: 'time',
  interval: 'interval',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
  real: 'real',
  'double precision': 'real',
  numeric: 'decimal',
  inet: 'network',
  cidr: 'network',
  bit: 'bit',
  varbit: 'bit',
  blob: 'bytes',
  'rounded integer': 'integer',
};

/** What SQLite's rules of affinity make of a name, in their order: https://sqlite.org/datatype3.html#determination_of_column_affinity */
const affinities: readonly (readonly [RegExp, LogicalName])[] = [
  [/int/, 'integer'],
  [/char|clob|text/, 'text'],
  [/blob|^$/, 'bytes'],
  [/real|floa|doub/, 'real'],
  [/^/, 'decimal'],
];

const families: Readonly<Record<Engine, (type: string) => LogicalName | null>> = {
  postgres: (type) => (type.endsWith('[]') ? 'array' : (postgres[withoutArguments(type)] ?? null)),
  sqlite: (type) => affinities.find(([pattern]) => pattern.test(type))?.[1] ?? null,
};

/** Returns the logical type that a cast casts to, or null where it is one that the database made itself. */
export function familyOf(type: string, engine: Engine): LogicalName | null {
  return families[engine](type);
}

function withoutArguments(type: string): string {
  return type.replace(/\(.*\)/, '');
}
