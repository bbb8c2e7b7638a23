import type { LogicalName, TimeUnit } from '../logical-type.ts';

/** One way in which SQLite declares a logical type. */
export interface SqliteForm {
  /** In lower case, without arguments: every name of a family means the same to SQLite. */
  readonly names: readonly string[];
  /** How it is written down where that is not PostgreSQL's way, for people; null where it is. */
  readonly encoding: string | null;
  /** Of a point in time: text, or null where the declaration does not say which unit counts. */
  readonly unit?: TimeUnit;
  /** True where values may come back changed: a warning. */
  readonly isLossy?: boolean;
}

/** One row of the table in docs/parity.md: what may stand opposite to what. */
export interface TypeRow {
  readonly logical: LogicalName;
  /** PostgreSQL's names, in lower case, without arguments. */
  readonly postgres: readonly string[];
  readonly sqlite: readonly SqliteForm[];
}

/** Names that SQLite takes for the same thing. STRICT tables know the first of each, and ANY. */
export const integerNames: readonly string[] = [
  'integer',
  'int',
  'bigint',
  'smallint',
  'tinyint',
  'mediumint',
  'int2',
  'int4',
  'int8',
  'int64',
  'unsigned big int',
];
export const textNames: readonly string[] = [
  'text',
  'varchar',
  'char',
  'character',
  'character varying',
  'varying character',
  'nchar',
  'nvarchar',
  'native character',
  'clob',
];
export const blobNames: readonly string[] = ['blob', 'longblob', 'mediumblob', 'tinyblob', 'bytea'];
export const realNames: readonly string[] = ['real', 'double', 'double precision', 'float'];
export const numericNames: readonly string[] = ['numeric', 'decimal'];
const momentNames: readonly string[] = ['datetime', 'timestamp', 'timestamptz'];

/** Which declarations may stand opposite to each other. A pair that is not here is a difference of type. */
export const typeTable: readonly TypeRow[] = [
  {
    logical: 'integer',
    postgres: ['smallint', 'integer', 'bigint'],
    sqlite: [{ names: integerNames, encoding: null }],
  },
  {
    logical: 'boolean',
    postgres: ['boolean'],
    sqlite: [
      { names: ['boolean', 'bool'], encoding: null },
      { names: [...integerNames, ...numericNames], encoding: '0 and 1' },
    ],
  },
  {
    logical: 'text',
    postgres: ['text', 'character varying', 'character', 'citext', 'name'],
    sqlite: [{ names: textNames, encoding: null }],
  },
  {
    logical: 'uuid',
    postgres: ['uuid'],
    sqlite: [
      { names: ['uuid'], encoding: null },
      { names: textNames, encoding: 'text' },
      { names: blobNames, encoding: 'bytes' },
    ],
  },
  {
    logical: 'timestamp',
    postgres: ['timestamp with time zone', 'timestamp without time zone'],
    sqlite: [
      { names: textNames, encoding: 'text', unit: 'text' },
      { names: momentNames, encoding: null, unit: null },
      { names: integerNames, encoding: 'a count since 1970', unit: null },
    ],
  },
  {
    logical: 'date',
    postgres: ['date'],
    sqlite: [
      { names: ['date'], encoding: null, unit: null },
      { names: textNames, encoding: 'text', unit: 'text' },
      { names: integerNames, encoding: 'a count', unit: null },
    ],
  },
  {
    logical: 'time',
    postgres: ['time without time zone', 'time with time zone'],
    sqlite: [
      { names: ['date', 'time'], encoding: null, unit: null },
      { names: textNames, encoding: 'text', unit: 'text' },
      { names: integerNames, encoding: 'a count', unit: null },
    ],
  },
  {
    logical: 'json',
    postgres: ['json', 'jsonb'],
    sqlite: [
      { names: ['json', 'jsonb'], encoding: null },
      { names: textNames, encoding: 'text' },
      { names: blobNames, encoding: 'bytes' },
    ],
  },
  { logical: 'bytes', postgres: ['bytea'], sqlite: [{ names: blobNames, encoding: null }] },
  {
    logical: 'real',
    postgres: ['real', 'double precision'],
    sqlite: [{ names: realNames, encoding: null }],
  },
  {
    logical: 'decimal',
    postgres: ['numeric'],
    sqlite: [
      { names: textNames, encoding: 'text' },
      { names: integerNames, encoding: 'a scaled integer' },
      { names: numericNames, encoding: null, isLossy: true },
    ],
  },
  // An enum type and an array have no fixed name: the catalog says what they are.
  { logical: 'enum', postgres: [], sqlite: [{ names: textNames, encoding: 'text' }] },
  {
    logical: 'array',
    postgres: [],
    sqlite: [
      { names: textNames, encoding: 'JSON text' },
      { names: ['json'], encoding: 'JSON' },
      { names: blobNames, encoding: 'bytes' },
    ],
  },
  {
    logical: 'network',
    postgres: ['inet', 'cidr'],
    sqlite: [
      { names: textNames, encoding: 'text' },
      { names: integerNames, encoding: 'an integer' },
    ],
  },
  {
    logical: 'bit',
    postgres: ['bit', 'bit varying'],
    sqlite: [
      { names: textNames, encoding: 'text' },
      { names: integerNames, encoding: 'an integer' },
    ],
  },
  { logical: 'interval', postgres: ['interval'], sqlite: [] },
];
