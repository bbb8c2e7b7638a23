import type { Engine } from '../../core/engine.ts';
import type { Index, IndexKey, Key } from '../../core/schema.ts';
import { collationClass, columnCollation } from './collation-class.ts';
import { columnsIn } from '../conditions/conditions.ts';
import { comparable } from '../normalise/comparable.ts';
import { indexFragment, uniqueFragment } from '../fragments.ts';
import { meaningOf } from '../conditions/implied-condition.ts';
import type { Normalised } from '../normalise/normaliser.ts';
import { takesNull } from '../conditions/nullable.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import type { Comparing } from '../rule.ts';
import { spellName } from '../spell-name.ts';

/** A UNIQUE constraint or an index, whichever made it: what it demands and finds, comparable with the other side's. */
export interface Access {
  readonly side: Engine;
  readonly name: string | null;
  readonly isUnique: boolean;
  /** What the uniqueness is, where that is not the plain one: `nulls not distinct`, `deferrable`. */
  readonly uniqueness: string;
  /** Its columns and expressions without direction. */
  readonly keys: readonly string[];
  /** With direction and collation. */
  readonly order: string;
  /** As `order`, with INCLUDE columns behind it. */
  readonly covering: string;
  /** Normalised; empty where every row is in it. */
  readonly predicate: string;
  readonly method: string;
  readonly included: readonly string[];
  /** Columns of the table that it stands on. */
  readonly columns: readonly string[];
  /** `owner_id,lower(email)`, for identifiers. */
  readonly spelling: string;
  readonly value: string;
  readonly ddl: string;
}

/** Returns what a side has besides its primary key. An index whose build failed is none. */
export function accessesOf(table: TablePair, side: Engine, comparing: Comparing): readonly Access[] {
  const { uniques, indexes } = table[side];
  return [
    ...uniques.map((key) => ofIndex(table, side, asIndex(key), comparing, key)),
    ...indexes.filter(({ isValid }) => isValid).map((index) => ofIndex(table, side, index, comparing, null)),
  ];
}

function asIndex(key: Key): Index {
  return {
    name: key.name ?? '',
    isUnique: true,
    keys: key.columns.map((column, position) => ({
      column,
      isDescending: false,
      nullsFirst: false,
      collation: key.collations[position] ?? null,
      operatorClass: null,
    })),
    included: [],
    predicate: null,
    method: 'btree',
    nullsDistinct: key.nullsDistinct,
    isValid: true,
  };
}

function ofIndex(
  table: TablePair,
  side: Engine,
  index: Index,
  comparing: Comparing,
  constraint: Key | null,
): Access {
  const { normaliser } = comparing;
  const parts = index.keys.map((key) => {
    if ('column' in key) return { key, text: spellName(key.column), columns: [key.column] };
    const normalised = normaliser.expression(key.expression, table.contexts[side]);
    return { key, text: normalised.text, columns: columnsIn(normalised, table[side]) };
  });
  const columns = [...new Set(parts.flatMap((part) => part.columns))];
  const conditions =
    index.predicate === null ? [] : normaliser.conditions(index.predicate, table.contexts[side]);
  const kept = conditions.filter((condition) => !saysNothing(condition, table, side, index, comparing));
  const predicate = kept.map(({ text }) => text).join(' AND ');
  const uniqueness = index.isUnique ? uniquenessOf(table, side, columns, index, constraint, comparing) : '';
  const order = directed(parts, table, side);
  const shown = parts.map(({ key, text }) => `${text}${key.isDescending ? ' DESC' : ''}`).join(', ');
  const value = [
    index.isUnique ? 'unique ' : '',
    `(${shown})`,
    index.included.length === 0 ? '' : ` include (${index.included.map(spellName).join(', ')})`,
    index.method === 'btree' ? '' : ` using ${index.method}`,
    uniqueness === '' ? '' : ` ${uniqueness}`,
    predicate === '' ? '' : ` where ${predicate}`,
  ].join('');
  return {
    side,
    name: constraint === null ? index.name : constraint.name,
    isUnique: index.isUnique,
    uniqueness,
    keys: parts.map(({ text }) => comparable(text)),
    order,
    covering: [order, ...index.included.map((column) => comparable(spellName(column)))].join(', '),
    predicate: kept
      .map(({ text }) => comparable(text))
      .toSorted()
      .join(' and '),
    method: index.method,
    included: index.included,
    columns,
    spelling: parts.map(({ text }) => text).join(','),
    value,
    ddl: constraint === null ? indexFragment(table[side], index) : uniqueFragment(constraint),
  };
}

/** An index that descends in every column is read backwards: it is the one that ascends. */
function directed(
  parts: readonly { readonly key: IndexKey; readonly text: string }[],
  table: TablePair,
  side: Engine,
): string {
  const isReversed = parts.every(({ key }) => key.isDescending);
  return parts
    .map(({ key, text }) => {
      const collation = keyCollation(key, table, side);
      const direction = key.isDescending && !isReversed ? ' desc' : '';
      return `${comparable(text)}${collation === 'binary' ? '' : ` collate ${collation}`}${direction}`;
    })
    .join(', ');
}

/** Where the columns themselves are compared otherwise, that is told of the column. */
function keyCollation(key: IndexKey, table: TablePair, side: Engine): string {
  if (key.collation !== null) return collationClass(key.collation);
  const column = 'column' in key ? table.columns.find(({ name }) => name === key.column) : undefined;
  if (column === undefined) return 'binary';
  const isSame = columnCollation(column, 'postgres') === columnCollation(column, 'sqlite');
  return isSame ? columnCollation(column, side) : 'binary';
}

/** A predicate's `c IS NOT NULL` says nothing where c is never NULL, nor in a unique index on c: NULLs are distinct anyway. */
function saysNothing(
  condition: Normalised,
  table: TablePair,
  side: Engine,
  index: Index,
  { normaliser }: Comparing,
): boolean {
  const [name] = columnsIn(condition, table[side]);
  const column = table.columns.find((pair) => pair.name === name);
  if (column === undefined || meaningOf(condition.expression, column)?.means !== 'not null') return false;
  const isKey = index.keys.some((key) => 'column' in key && key.column === name);
  // SQLite's key that takes NULL is a warning of its own, and no other predicate.
  const isPrimary = table[side].primaryKey?.columns.includes(column.name) === true;
  return (
    (index.isUnique && index.nullsDistinct && isKey) ||
    isPrimary ||
    !takesNull(table, column, side, normaliser)
  );
}

function uniquenessOf(
  table: TablePair,
  side: Engine,
  columns: readonly string[],
  { nullsDistinct }: Index,
  constraint: Key | null,
  { normaliser }: Comparing,
): string {
  const isNullable = table.columns.some(
    (column) => columns.includes(column.name) && takesNull(table, column, side, normaliser),
  );
  const deferrable = constraint?.deferrable ?? 'no';
  return [
    ...(nullsDistinct || !isNullable ? [] : ['nulls not distinct']),
    ...(deferrable === 'no' ? [] : [deferrable.replace('-', ' ')]),
  ].join(' ');
}
