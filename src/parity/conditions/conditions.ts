import type { Engine } from '../../core/engine.ts';
import type { Check, Table } from '../../core/schema.ts';
import { plainName } from '../../sql/expression/column-name.ts';
import { lowerAscii } from '../../sql/names.ts';
import { type Meaning, meaningOf, partsOf } from './implied-condition.ts';
import { comparable } from '../normalise/comparable.ts';
import type { Normalised, Normaliser } from '../normalise/normaliser.ts';
import { dropNullTests } from './null-tests.ts';
import type { ColumnPair, TablePair } from '../pairing/pair-schemas.ts';

/** One thing that the CHECKs of a table demand. */
export interface Condition {
  readonly normalised: Normalised;
  /** Equal where two conditions are, however their columns are spelt. */
  readonly key: string;
  /** As the table has them, sorted. */
  readonly columns: readonly string[];
  readonly check: Check;
}

/** A condition that says no more than a type does, and of which column. */
export interface ImpliedCondition {
  readonly column: string;
  readonly condition: Condition;
  readonly meaning: Meaning;
}

/** The conditions of one side of a table: rules of their own, and those that a type opposite implies. */
export interface SideConditions {
  readonly own: readonly Condition[];
  readonly implied: readonly ImpliedCondition[];
}

const kept = new WeakMap<TablePair, Readonly<Record<Engine, SideConditions>>>();

/** Returns what the CHECKs of both sides demand, all CHECKs of a table as one set of AND-parts; kept. */
export function conditionsOf(
  table: TablePair,
  normaliser: Normaliser,
): Readonly<Record<Engine, SideConditions>> {
  const known = kept.get(table);
  if (known !== undefined) return known;
  const postgres = readSide(table, 'postgres', normaliser, new Set());
  // What PostgreSQL checks too is a rule of both, whatever its type implies.
  const checked = new Set(postgres.own.map(({ key }) => key));
  const found = { postgres, sqlite: readSide(table, 'sqlite', normaliser, checked) };
  kept.set(table, found);
  return found;
}

function readSide(
  table: TablePair,
  side: Engine,
  normaliser: Normaliser,
  shared: ReadonlySet<string>,
): SideConditions {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const own = new Map<string, Condition>();
  const implied: ImpliedCondition[] = [];
  for (const check of table[side].checks) {
    const parts = normaliser.conditions(check.expression, table.contexts[side]);
    for (const normalised of parts.flatMap(dropNullTests)) {
      const names = columnsIn(normalised, table[side]);
      const condition = { normalised, key: comparable(normalised.text), columns: names, check };
      const column = names.length === 1 ? columns.get(names[0]!) : undefined;
      const isOwn = column === undefined || shared.has(condition.key);
      const meaning = isOwn ? null : impliedBy(normalised, column, side);
      if (meaning !== null && column !== undefined) implied.push({ column: column.name, condition, meaning });
      else if (!isTrue(normalised) && !own.has(condition.key)) own.set(condition.key, condition);
    }
  }
  return { own: [...own.values()], implied };
}

/** PostgreSQL's own type implies an encoding on either side; labels and lengths only opposite to it. */
function impliedBy(normalised: Normalised, column: ColumnPair, side: Engine): Meaning | null {
  const meaning = normalised.isUnderstood ? meaningOf(normalised.expression, column) : null;
  return meaning === null || appliesTo[side].includes(meaning.means) ? meaning : null;
}

const appliesTo: Readonly<Record<Engine, readonly Meaning['means'][]>> = {
  postgres: ['encoding', 'not null'],
  sqlite: ['encoding', 'not null', 'labels', 'length'],
};

function isTrue({ expression }: Normalised): boolean {
  return expression.kind === 'boolean' && expression.value;
}

const spellings = new WeakMap<Table, ReadonlyMap<string, string>>();

/** Returns a table's columns by their names, and by their names in lower case. */
function spellingsOf(table: Table): ReadonlyMap<string, string> {
  const known = spellings.get(table);
  if (known !== undefined) return known;
  const names = table.columns.map(({ name }) => name);
  const found = new Map([
    ...names.map((name) => [lowerAscii(name), name] as const),
    ...names.map((name) => [name, name] as const),
  ]);
  spellings.set(table, found);
  return found;
}

/** Returns the columns of a table that an expression names, sorted; of what could not be read, those whose names occur in it. */
export function columnsIn(normalised: Normalised, table: Table): readonly string[] {
  const known = spellingsOf(table);
  const found = new Set<string>();
  const add = (name: string): void => {
    const column = known.get(name) ?? known.get(lowerAscii(name));
    if (column !== undefined) found.add(column);
  };
  for (const part of partsOf(normalised.expression)) {
    if (part.kind === 'column') add(plainName(part.name));
    else if (part.kind === 'opaque')
      for (const name of part.text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) add(name);
  }
  return [...found].toSorted();
}
