import type { Migration, Script } from '../../core/migration.ts';
import { namedActions } from '../../sql/intent.ts';
import { diskPosition } from '../../sql/position.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { RehearsalFinding } from '../report.ts';
import type { HeldTable, Snapshot } from '../snapshot/snapshot.ts';
import { accountTable, type TableLoss } from './account-table.ts';
import type { ScriptIntent, TableIntent } from './intent-types.ts';
import { readIntent } from './script-intent.ts';
import { describeLoss } from './describe-loss.ts';

/**
 * Returns what a script did to the rows of one engine and did not name: rows and values lost, nulled, changed or added. Empty
 * where every row is accounted for.
 */
export function accountScript(
  { id }: Migration,
  script: Script,
  before: Snapshot,
  after: Snapshot,
): readonly RehearsalFinding[] {
  const intent = readIntent(
    namedActions(script.engine, script.text),
    script.changes,
    columnsByTable(before),
    columnsByTable(after),
  );
  const finding = (loss: TableLoss, table: HeldTable): RehearsalFinding => {
    const at = placeOf(loss, table, intent, before);
    return {
      step: id,
      engine: script.engine,
      kind: loss.kind,
      table: table.name,
      column: loss.column,
      count: loss.count,
      samples: loss.samples,
      ...describeLoss(loss, table, intent, before),
      file: script.file,
      line: at === null ? null : diskPosition(script, at).line,
    };
  };
  const old = [...before.values()].flatMap((table) => {
    const meant = intent.tables.get(table.name) ?? untouched(table);
    const now = meant.becomes === null ? null : (after.get(meant.becomes) ?? null);
    const mayAdd = intent.adds.has(meant.becomes ?? table.name);
    return accountTable(table, now, meant, mayAdd).map((loss) => finding(loss, table));
  });
  return old;
}

function untouched({ name, columns }: HeldTable): TableIntent {
  return {
    becomes: name,
    columns: new Map(columns.map((column) => [column.name, column.name])),
    changes: new Set(),
    converts: new Set(),
    drops: new Set(),
    removesRows: false,
    isUnread: false,
    madeAt: null,
  };
}

function columnsByTable(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  return new Map([...snapshot].map(([name, { columns }]) => [name, columns.map((column) => column.name)]));
}

/** The statement that did it: the table's own, or the one on a parent from which a key's action comes. */
function placeOf(loss: TableLoss, table: HeldTable, intent: ScriptIntent, before: Snapshot): number | null {
  const own = intent.tables.get(table.name);
  const named = intent.places.get(own?.becomes ?? table.name) ?? intent.places.get(table.name);
  const parent = parentsOf(table, before).flatMap((name) => intent.places.get(name) ?? [])[0];
  if (loss.kind === 'rows-lost' || loss.kind === 'value-nulled')
    return own?.madeAt ?? named ?? parent ?? intent.firstDrop;
  return named ?? own?.madeAt ?? parent ?? intent.firstDrop;
}

/** Tables that the table's keys lead to, and theirs. */
function parentsOf(
  table: HeldTable,
  before: Snapshot,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const direct = table.table.foreignKeys
    .map(({ target }) => lowerAscii(target))
    .filter((name) => !seen.has(name));
  const known = new Set([...seen, ...direct]);
  return [
    ...direct,
    ...direct.flatMap((name) => {
      const parent = before.get(name);
      return parent === undefined ? [] : parentsOf(parent, before, known);
    }),
  ];
}
