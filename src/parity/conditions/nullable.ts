import type { Engine } from '../../core/engine.ts';
import { conditionsOf } from './conditions.ts';
import type { Normaliser } from '../normalise/normaliser.ts';
import type { ColumnPair, TablePair } from '../pairing/pair-schemas.ts';

/** Returns whether a side stores NULL in the column: whatever forbids it, NOT NULL, a key of its engine or a CHECK. */
export function takesNull(
  table: TablePair,
  column: ColumnPair,
  side: Engine,
  normaliser: Normaliser,
): boolean {
  const { nullable, counter } = column[side];
  if (!nullable || counter !== null) return false;
  const { form, primaryKey } = table[side];
  if (form.withoutRowid && primaryKey?.columns.includes(column.name) === true) return false;
  return !conditionsOf(table, normaliser)[side].implied.some(
    (implied) => implied.column === column.name && implied.meaning.means === 'not null',
  );
}
