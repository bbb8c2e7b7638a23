import type { Column, ColumnType } from '../../core/schema.ts';
import type { LogicalName, LogicalType, TimeUnit } from '../logical-type.ts';
import {
  blobNames,
  integerNames,
  numericNames,
  realNames,
  type SqliteForm,
  textNames,
  typeTable,
} from './type-table.ts';

/** What one pair of columns is to each engine. */
export interface PairedType {
  readonly postgres: LogicalType;
  readonly sqlite: LogicalType;
  /** Null where the two may not stand opposite to each other. */
  readonly form: SqliteForm | null;
  /** What the parity file says that one side's declaration cannot hold, or null. */
  readonly unfit: 'postgres' | 'sqlite' | null;
}

/** Returns what a PostgreSQL column means by its type alone; `other` for a type that the table does not know. */
export function postgresType(type: ColumnType): LogicalType {
  if (type.isArray) return plain('array');
  if (type.enumLabels !== null) return plain('enum');
  return plain(logicalNames.get(type.name) ?? 'other');
}

const logicalNames: ReadonlyMap<string, LogicalName> = new Map(
  typeTable.flatMap(({ postgres, logical }) => postgres.map((name) => [name, logical])),
);

/** Returns what a SQLite column means by its declared name first and its affinity second, with nothing opposite to it. */
export function sqliteType(type: ColumnType): LogicalType {
  const name = knownName(type);
  for (const { logical, sqlite } of typeTable) {
    const form = sqlite.find(({ names, encoding, isLossy }) => {
      return (encoding === null || isLossy === true) && names.includes(name);
    });
    if (form !== undefined) return { name: logical, unit: form.unit ?? null };
  }
  return plain('other');
}

const isKnown: ReadonlySet<string> = new Set(
  typeTable.flatMap(({ sqlite }) => sqlite.flatMap(({ names }) => names)),
);

/** Returns the name under which the table knows a SQLite type: its own, else the one of its affinity. */
export function knownName({ name }: ColumnType): string {
  if (isKnown.has(name)) return name;
  // https://www.sqlite.org/datatype3.html#determination_of_column_affinity; ANY is a word of STRICT tables only.
  if (name === 'any') return name;
  if (name.includes('int')) return integerNames[0]!;
  if (/char|clob|text/.test(name)) return textNames[0]!;
  if (name === '' || name.includes('blob')) return blobNames[0]!;
  return /real|floa|doub/.test(name) ? realNames[0]! : numericNames[0]!;
}

/**
 * Returns what two columns opposite to each other mean. The SQLite side takes the meaning of PostgreSQL's, whose catalog
 * says more, where the table allows it; `stated` is what the parity file says, for both.
 */
export function pairTypes(postgres: Column, sqlite: Column, stated: LogicalType | null): PairedType {
  const native = postgresType(postgres.type);
  const wanted = stated ?? native;
  if (stated !== null && !carries(native, stated)) {
    return { postgres: native, sqlite: sqliteType(sqlite.type), form: null, unfit: 'postgres' };
  }
  if (native.name === 'other' && stated === null) return pairByName(postgres, sqlite);
  const form = formOf(wanted, knownName(sqlite.type));
  if (form === null) {
    const unfit = stated === null ? null : 'sqlite';
    return { postgres: wanted, sqlite: sqliteType(sqlite.type), form, unfit };
  }
  // PostgreSQL's own type for moments has no unit: only what stands for one there has.
  const unit = wanted.unit ?? form.unit ?? null;
  return {
    postgres: native.name === wanted.name ? native : wanted,
    sqlite: { name: wanted.name, unit },
    form,
    unfit: null,
  };
}

/** A type that the table does not know stands opposite to itself. */
function pairByName(postgres: Column, sqlite: Column): PairedType {
  const isSame = postgres.type.name === sqlite.type.name && postgres.type.name !== '';
  const form = isSame ? { names: [sqlite.type.name], encoding: null } : null;
  return {
    postgres: plain('other'),
    sqlite: isSame ? plain('other') : sqliteType(sqlite.type),
    form,
    unfit: null,
  };
}

function formOf(type: LogicalType, name: string): SqliteForm | null {
  const row = typeTable.find(({ logical }) => logical === type.name);
  const forms = row?.sqlite.filter(({ names }) => names.includes(name)) ?? [];
  return forms.find(({ unit }) => unitFits(type.unit, unit ?? null, name)) ?? null;
}

/** A stated unit must be one that the declaration can hold: text holds text, numbers hold counts. */
function unitFits(stated: TimeUnit, declared: TimeUnit, name: string): boolean {
  if (stated === null) return true;
  if (declared !== null) return stated === declared;
  return stated === 'text' ? !integerNames.includes(name) : true;
}

/** Whether PostgreSQL's declared type can hold what the parity file says: itself, or what SQLite would hold in the same. */
function carries(native: LogicalType, stated: LogicalType): boolean {
  if (native.name === stated.name) return true;
  const carriers: Partial<Record<LogicalName, string>> = {
    integer: integerNames[0]!,
    text: textNames[0]!,
    bytes: blobNames[0]!,
    real: realNames[0]!,
    decimal: numericNames[0]!,
    json: 'json',
  };
  const carrier = carriers[native.name];
  return carrier !== undefined && formOf(stated, carrier) !== null;
}

function plain(name: LogicalName): LogicalType {
  return { name, unit: null };
}
