import type { Row } from '../drivers/port.ts';

/** An oid, as the server writes it into JSON. */
export type Oid = string;

/** `type modifier`: the key of a type as columns have it. */
export type TypeKey = string;

export type RelationRow = readonly [
  oid: Oid,
  schema: string,
  name: string,
  kind: 'r' | 'p' | 'v' | 'm',
  unlogged: boolean,
  isPartition: boolean,
  /** The partition key of a partitioned table, the query of a view. */
  text: string | null,
];

/** A table outside of what was asked for, to which a foreign key leads. */
export type TargetRow = readonly [oid: Oid, schema: string, name: string];

export type TypeRow = readonly [
  key: TypeKey,
  declared: string,
  base: string,
  baseDeclared: string,
  isArray: boolean,
  domain: string | null,
  enumType: Oid | null,
  collation: Oid,
  /** The default and the NOT NULL that a domain brings. */
  default_: string | null,
  notNull: boolean,
];

/** The schema is null for one of an extension, or of another schema, that a column uses. */
export type EnumRow = readonly [
  oid: Oid,
  schema: string | null,
  name: string,
  labels: readonly string[] | null,
];

export type NameRow = readonly [oid: Oid, name: string];

export interface ColumnRow {
  readonly table: Oid;
  readonly number: number;
  readonly name: string;
  readonly type: TypeKey;
  readonly notNull: boolean;
  readonly expression: string | null;
  readonly generated: '' | 's' | 'v';
  readonly identity: '' | 'a' | 'd';
  readonly collation: Oid;
}

/** The properties of a ColumnRow in that order, each a list over all columns; null where there are none. */
export type ColumnLists = readonly (readonly unknown[] | null)[];

/** Numbers of columns in the order of the constraint. */
type Numbers = readonly number[];

/** 0 not deferrable, 1 initially immediate, 2 initially deferred. */
type Deferral = 0 | 1 | 2;

export type KeyRow = readonly [
  table: Oid,
  kind: 'p' | 'u',
  name: string,
  columns: Numbers,
  deferral: Deferral,
  nullsDistinct: boolean,
];

export type ForeignKeyRow = readonly [
  table: Oid,
  name: string,
  columns: Numbers,
  deferral: Deferral,
  isValidated: boolean,
  target: Oid,
  targetColumns: Numbers,
  onDelete: string,
  onUpdate: string,
  matchFull: boolean,
];

export type CheckRow = readonly [table: Oid, name: string, isValidated: boolean, expression: string];

/** Vectors are numbers with spaces between them. */
export type IndexRow = readonly [
  table: Oid,
  name: string,
  method: string,
  isUnique: boolean,
  isValid: boolean,
  nullsDistinct: boolean,
  keyCount: number,
  columns: string,
  options: string,
  collations: string,
  classes: string,
  predicate: string | null,
  expressions: readonly string[] | null,
];

export type TriggerRow = readonly [
  relation: Oid,
  name: string,
  type: number,
  columns: string,
  enabled: string,
  hasWhen: boolean,
  definition: string,
  function_: Oid,
];

/** The schema is null for a function that is only here because a trigger calls it. */
export type FunctionRow = readonly [
  oid: Oid,
  schema: string | null,
  kind: 'f' | 'p' | 'a' | 'w',
  signature: string,
  definition: string,
];

export type SequenceRow = readonly [
  schema: string,
  name: string,
  table: Oid | null,
  column: number | null,
  /** What `nextval` is called with in the default of a column. */
  literal: string,
  definition: string,
];

export type OtherRow = readonly [kind: string, schema: string | null, name: string, definition: string];

/** The one row of the catalog query. */
export interface CatalogRow {
  readonly version: number;
  /** All that there are, but for the server's own. */
  readonly schemas: readonly string[];
  readonly found: readonly string[];
  readonly relations: readonly RelationRow[];
  readonly targets: readonly TargetRow[];
  readonly types: readonly TypeRow[];
  readonly enums: readonly EnumRow[];
  readonly collations: readonly NameRow[];
  readonly columns: ColumnLists;
  readonly keys: readonly KeyRow[];
  readonly foreign_keys: readonly ForeignKeyRow[];
  readonly checks: readonly CheckRow[];
  readonly classes: readonly NameRow[];
  readonly indexes: readonly IndexRow[];
  readonly triggers: readonly TriggerRow[];
  readonly functions: readonly FunctionRow[];
  readonly sequences: readonly SequenceRow[];
  readonly others: readonly OtherRow[];
}

/** Returns the row with an empty list for every kind of which there is none. */
export function catalogRow(row: Row | undefined): CatalogRow {
  const entries = Object.entries(row ?? {}).map(([name, value]) => [name, value ?? []]);
  return Object.fromEntries(entries) as CatalogRow;
}
