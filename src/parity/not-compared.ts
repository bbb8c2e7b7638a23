import type { NotCompared } from './difference.ts';
import type { OtherObject, Schema, Table } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';
import type { SchemaPair } from './pairing/pair-schemas.ts';
import { spellQualified } from './spell-name.ts';

/** Returns what both schemas have beyond the model, side by side with the reason: nothing is passed over in silence. */
export function listNotCompared({
  postgres,
  sqlite,
  postgresOnly,
  sqliteOnly,
}: SchemaPair): readonly NotCompared[] {
  return [
    ...outsideOf(postgres),
    ...outsideOf(sqlite),
    ...postgresOnly.flatMap((table) => halfOutside(table, postgres, sqlite)),
    ...sqliteOnly.flatMap((table) => halfOutside(table, sqlite, postgres)),
  ];
}

/** A table opposite to one that the model does not cover is there on both sides, and nothing more can be said. */
function halfOutside(table: Table, { engine }: Schema, opposite: Schema): readonly NotCompared[] {
  const twin = outsideTable(table, opposite);
  if (twin === null) return [];
  const reason = `opposite to a ${twin.kind}, which the model does not cover`;
  return [{ side: engine, kind: 'table', name: spellQualified(table), reason }];
}

/** Returns the virtual or foreign table that a schema has by the name of a table, or null. */
export function outsideTable(table: Table, { others }: Schema): OtherObject | null {
  const names = [table.name, spellQualified(table)].map(lowerAscii);
  const isTable = ({ kind }: OtherObject): boolean => kind === 'virtual table' || kind === 'foreign table';
  return others.find((other) => isTable(other) && names.includes(lowerAscii(other.name))) ?? null;
}

function outsideOf({ engine, others, tables }: Schema): readonly NotCompared[] {
  const objects = others.map(({ kind, name }) => ({
    side: engine,
    kind,
    name,
    reason: 'outside the model: no equivalent on the other engine is known',
  }));
  const forms = tables.flatMap((table) => {
    const name = spellQualified(table);
    const found: NotCompared[] = [];
    const { partitionedBy, unlogged } = table.form;
    if (partitionedBy !== null) {
      const reason = `partitioned by ${partitionedBy}; compared as one table`;
      found.push({ side: engine, kind: 'partitioning', name, reason });
    }
    if (unlogged) {
      found.push({
        side: engine,
        kind: 'unlogged table',
        name,
        reason: 'emptied by a crash; compared as any table',
      });
    }
    for (const { name: trigger, events } of table.triggers) {
      if (!events.includes('truncate')) continue;
      const reason = 'SQLite has no TRUNCATE that such a trigger could see';
      found.push({ side: engine, kind: 'truncate trigger', name: `${name}.${trigger}`, reason });
    }
    return found;
  });
  return [...objects, ...forms];
}
