import type { DeclaredChange } from '../../core/migration.ts';
import type { NamedAction } from '../../sql/intent-action.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { ScriptIntent, TableIntent } from './intent-types.ts';
import { TableFate } from './table-fate.ts';

/** A table's columns in their order, by the table's name. */
export type ColumnsByTable = ReadonlyMap<string, readonly string[]>;

/**
 * Returns what a script means, from what it names: DELETE, TRUNCATE and DROP TABLE mean the table's rows, UPDATE and a
 * rebuild's expressions the columns, INSERT additions. A table that is copied into a new one which takes its name is that table.
 */
export function readIntent(
  actions: readonly NamedAction[],
  declared: readonly DeclaredChange[],
  before: ColumnsByTable,
  after: ColumnsByTable,
): ScriptIntent {
  const fates = new Map([...before].map(([name, columns]) => [name, new TableFate(name, columns)]));
  const standing = new Map(fates);
  const dropped: TableFate[] = [];
  const added = new Set<TableFate>();
  const places = new Map<string, number>();
  for (const [index, action] of actions.entries()) {
    const table = lowerAscii(action.table);
    if (!places.has(table)) places.set(table, action.start);
    const fate = standing.get(table);
    if (action.kind === 'create-table') {
      // IF NOT EXISTS over a table that stands creates none.
      const columns = after.get(lastName(actions, index, table)) ?? [];
      if (fate === undefined) standing.set(table, new TableFate(null, columns, action.start));
    } else if (fate === undefined) continue;
    else if (action.kind === 'drop-table') {
      fate.droppedAt = action.start;
      dropped.push(fate);
      standing.delete(table);
    } else if (action.kind === 'rename-table') {
      standing.delete(table);
      standing.set(lowerAscii(action.to), fate);
    } else if (action.kind === 'insert') {
      const source = action.from === null ? undefined : standing.get(lowerAscii(action.from.table));
      if (source !== undefined && fate.isNew) fate.feed(source, action);
      else fate.hasOtherRows = true;
      if (fate.isNew) for (const name of action.reads) fate.feedUnread(standing.get(lowerAscii(name)));
      added.add(fate);
    } else fate.apply(action);
  }
  const names = new Map([...standing].map(([name, fate]) => [fate, name]));
  const tables = new Map<string, TableIntent>();
  for (const [name, fate] of fates) {
    const heir = names.has(fate) ? fate : heirOf(name, fate, standing);
    const columnsAfter = after.get((heir === null ? undefined : names.get(heir)) ?? '') ?? [];
    const intent = fate.intent(heir, heir === null ? null : (names.get(heir) ?? null), columnsAfter);
    tables.set(name, withDeclared(intent, name, declared));
  }
  const heirs = new Set([...fates].map(([name, fate]) => heirOf(name, fate, standing)));
  const adds = [...added]
    .filter((fate) => !heirs.has(fate) || fate.hasOtherRows)
    .map((fate) => names.get(fate));
  return {
    tables,
    adds: new Set([...adds.filter((name) => name !== undefined), ...declaredTables(declared)]),
    firstDrop: dropped[0]?.droppedAt ?? null,
    places,
  };
}

/** What a table that is made at `index` is called in the end. */
function lastName(actions: readonly NamedAction[], index: number, table: string): string {
  return actions
    .slice(index)
    .reduce(
      (name, action) =>
        action.kind === 'rename-table' && lowerAscii(action.table) === name ? lowerAscii(action.to) : name,
      table,
    );
}

/** The new table that has the name, and rows of the one that is gone. */
function heirOf(name: string, fate: TableFate, standing: ReadonlyMap<string, TableFate>): TableFate | null {
  const heir = standing.get(name);
  return heir !== undefined && heir !== fate && heir.isFedFrom(fate) ? heir : null;
}

function withDeclared(intent: TableIntent, name: string, declared: readonly DeclaredChange[]): TableIntent {
  const own = declared.filter(({ table }) => [name, intent.becomes].includes(lowerAscii(table)));
  if (own.length === 0) return intent;
  const back = new Map([...intent.columns].map(([before, after]) => [after, before]));
  const columns = own.flatMap(({ column }) => {
    const named = column === null ? null : lowerAscii(column);
    return named === null ? [] : [named, back.get(named) ?? named];
  });
  return {
    ...intent,
    changes: new Set([...intent.changes, ...columns]),
    drops: new Set([...intent.drops, ...columns]),
    removesRows: intent.removesRows || own.some(({ column }) => column === null),
  };
}

/** A header without a column speaks of the table's rows, whether they come or go. */
function declaredTables(declared: readonly DeclaredChange[]): readonly string[] {
  return declared.flatMap(({ table, column }) => (column === null ? [lowerAscii(table)] : []));
}
