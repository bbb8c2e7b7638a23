import type { NotCompared } from './difference.ts';
import type { Schema } from '../core/schema.ts';
import type { SchemaPair } from './pair-schemas.ts';
import { spellQualified } from './spell-name.ts';

/** Returns what both schemas have beyond the model, side by side with the reason: nothing is passed over in silence. */
export function listNotCompared({ postgres, sqlite }: SchemaPair): readonly NotCompared[] {
  return [...outsideOf(postgres), ...outsideOf(sqlite)];
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
