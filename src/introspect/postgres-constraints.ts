import type { Check, Deferrable, ForeignKey, ForeignKeyAction, Key } from '../core/schema.ts';
import { byName, namesOf, type PostgresCatalog } from './postgres-catalog.ts';
import type { ConstraintRow, ForeignPart, Oid } from './postgres-rows.ts';

/** What the constraints of a table come to. */
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

/** What the model has no place for, by the kind that `others` gives it. */
const outside: readonly {
  readonly kind: string;
  readonly includes: (row: ConstraintRow) => boolean;
  /** False where the constraint is in the model as well, and only more than it says. */
  readonly instead: boolean;
}[] = [
  { kind: 'exclusion constraint', includes: ([, kind]) => kind === 'x', instead: true },
  { kind: 'not-null constraint', includes: ([, kind]) => kind === 'n', instead: true },
  { kind: 'constraint not enforced', includes: (row) => !row[6], instead: true },
  { kind: 'temporal constraint', includes: (row) => row[7], instead: true },
  { kind: 'foreign key', includes: ([, kind, ...rest]) => kind === 'f' && rest[7] !== null, instead: false },
];

/** Returns the kind under which a constraint is listed among the others, or null where the model says all of it. */
export function kindOutside(row: ConstraintRow): string | null {
  return outside.find(({ includes }) => includes(row))?.kind ?? null;
}

/** Returns the keys and checks of a table by name. */
export function readConstraints(catalog: PostgresCatalog, table: Oid): Constraints {
  const names = catalog.columnNames.get(table) ?? [];
  const rows = (catalog.constraints.get(table) ?? []).filter(
    (row) => !outside.some(({ includes, instead }) => instead && includes(row)),
  );
  const of = (wanted: ConstraintRow[1]): readonly ConstraintRow[] =>
    rows.filter(([, kind]) => kind === wanted);
  const [primary] = of('p');
  return {
    primaryKey: primary === undefined ? null : readKey(names, primary),
    uniques: of('u')
      .map((row) => readKey(names, row))
      .sort(byName),
    foreignKeys: of('f')
      .map((row) => readForeignKey(catalog, names, row, row[11]!))
      .sort(byName),
    checks: of('c').map(readCheck).sort(byName),
  };
}

/** The server takes no index for a constraint whose collations are not the columns' own. */
function readKey(names: readonly string[], row: ConstraintRow): Key {
  const columns = namesOf(names, row[3] ?? []);
  return {
    name: row[2],
    columns,
    collations: columns.map(() => null),
    nullsDistinct: row[10] ?? true,
    deferrable: deferrables[row[4]]!,
  };
}

function readForeignKey(
  catalog: PostgresCatalog,
  names: readonly string[],
  row: ConstraintRow,
  [targetOid, targetColumns, onDelete, onUpdate, matchFull]: ForeignPart,
): ForeignKey {
  const target = catalog.relations.get(targetOid)!;
  return {
    name: row[2],
    columns: namesOf(names, row[3] ?? []),
    targetSchema: target.schema,
    target: target.name,
    targetColumns: namesOf(catalog.columnNames.get(targetOid) ?? [], targetColumns),
    onDelete: actions[onDelete]!,
    onUpdate: actions[onUpdate]!,
    deferrable: deferrables[row[4]]!,
    matchFull,
    isValidated: row[5],
  };
}

function readCheck(row: ConstraintRow): Check {
  return { name: row[2], expression: row[8] ?? '', isValidated: row[5] };
}
