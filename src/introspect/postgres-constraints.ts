import type { Check, Deferrable, ForeignKey, ForeignKeyAction, Key } from '../core/schema.ts';
import { byName, namesOf, type PostgresCatalog } from './postgres-catalog.ts';
import type { CheckRow, ForeignKeyRow, KeyRow, Oid } from './postgres-rows.ts';

/** What the constraints of a table come to, by name. */
export interface Constraints {
  readonly primaryKey: Key | null;
  readonly uniques: readonly Key[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
}

const deferrables: readonly Deferrable[] = ['no', 'initially-immediate', 'initially-deferred'];

const actions: Readonly<Record<string, ForeignKeyAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** Returns the keys and checks of a table that the model has a place for; the catalog's `others` list the rest. */
export function readConstraints(catalog: PostgresCatalog, table: Oid): Constraints {
  const names = catalog.columnNames.get(table) ?? [];
  const keys = catalog.keys.get(table) ?? [];
  const primary = keys.find(([, kind]) => kind === 'p');
  return {
    primaryKey: primary === undefined ? null : readKey(names, primary),
    uniques: keys
      .filter(([, kind]) => kind === 'u')
      .map((row) => readKey(names, row))
      .sort(byName),
    foreignKeys: (catalog.foreignKeys.get(table) ?? [])
      .map((row) => readForeignKey(catalog, names, row))
      .sort(byName),
    checks: (catalog.checks.get(table) ?? []).map(readCheck).sort(byName),
  };
}

/** The server takes no index for a constraint whose collations are not the columns' own. */
function readKey(names: readonly string[], [, , name, numbers, deferral, nullsDistinct]: KeyRow): Key {
  const columns = namesOf(names, numbers);
  return {
    name,
    columns,
    collations: columns.map(() => null),
    nullsDistinct,
    deferrable: deferrables[deferral]!,
  };
}

function readForeignKey(catalog: PostgresCatalog, names: readonly string[], row: ForeignKeyRow): ForeignKey {
  const [, name, columns, deferral, isValidated, target, targetColumns, onDelete, onUpdate, matchFull] = row;
  const relation = catalog.relations.get(target)!;
  return {
    name,
    columns: namesOf(names, columns),
    targetSchema: relation.schema,
    target: relation.name,
    targetColumns: namesOf(catalog.columnNames.get(target) ?? [], targetColumns),
    onDelete: actions[onDelete]!,
    onUpdate: actions[onUpdate]!,
    deferrable: deferrables[deferral]!,
    matchFull,
    isValidated,
  };
}

function readCheck([, name, isValidated, expression]: CheckRow): Check {
  return { name, expression, isValidated };
}
