import { lowerAscii } from '../../sql/names.ts';
import type { LossKind, RehearsalFinding } from '../report.ts';
import type { HeldTable, Snapshot } from '../snapshot/snapshot.ts';
import type { TableLoss } from './account-table.ts';
import type { ScriptIntent } from './intent-types.ts';

type Words = Pick<RehearsalFinding, 'message' | 'hint'>;

/** Returns what happened, and what to do about it, for people. */
export function describeLoss(
  loss: TableLoss,
  table: HeldTable,
  intent: ScriptIntent,
  before: Snapshot,
): Words {
  const place = loss.column === null ? table.name : `${table.name}.${loss.column}`;
  const cause = actionOf(loss, table, intent, before);
  const header = `-- lockstep: changes=${place} "reason"`;
  const mend =
    cause === null
      ? mends[loss.byType ? 'by-type' : loss.kind]
      : 'Keep the rows of the parent, or let its rebuild run with -- lockstep: foreign-keys=off';
  return {
    message: `${what[loss.kind](loss, place)}${cause === null ? because[loss.byType ? 'by-type' : loss.kind] : `: ${cause}`}`,
    hint: `${mend}; or, if it is meant, say so above the first statement: ${header}`,
  };
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
const are = (count: number): string => (count === 1 ? 'is' : 'are');

const what: Readonly<Record<LossKind, (loss: TableLoss, place: string) => string>> = {
  'rows-lost': ({ count }, place) => `${plural(count, 'row')} of ${place} ${are(count)} gone`,
  'rows-added': ({ count }, place) => `${plural(count, 'row')} of ${place} ${are(count)} new`,
  'value-nulled': ({ count }, place) => `${plural(count, 'value')} of ${place} ${are(count)} NULL now`,
  'value-changed': ({ count }, place) => `${plural(count, 'value')} of ${place} ${are(count)} another now`,
  'column-lost': ({ count }, place) =>
    `${plural(count, 'value')} of ${place} ${are(count)} gone with the column`,
};

const because: Readonly<Record<LossKind | 'by-type', string>> = {
  'rows-lost': ', and no DELETE, TRUNCATE or DROP TABLE of the script names them',
  'rows-added': ', and no INSERT of the script names the table',
  'value-nulled': ', and the script does not set the column',
  'value-changed': ', and the script does not set the column',
  'column-lost': ', which the rebuild leaves out without a DROP COLUMN that names it',
  'by-type': ': the new type does not hold the values as they were',
};

const mends: Readonly<Record<LossKind | 'by-type', string>> = {
  'rows-lost': 'Mend the script so that it keeps the rows',
  'rows-added': 'Mend the script so that no row comes twice',
  'value-nulled': 'Mend the script so that it takes the column over',
  'value-changed': 'Mend the script so that it takes the column over as it is',
  'column-lost': 'Take the column over',
  'by-type': 'Choose a type that holds every value, or change the values first, by an UPDATE that says how',
};

/** The key through which a statement on a parent reached the table; null where none can have. */
function actionOf(
  { kind, column }: TableLoss,
  table: HeldTable,
  intent: ScriptIntent,
  before: Snapshot,
): string | null {
  const wanted = kind === 'rows-lost' ? ['cascade'] : kind === 'value-nulled' ? ['set null'] : [];
  if (kind === 'value-changed') wanted.push('set default');
  const key = table.table.foreignKeys.find(
    ({ onDelete, columns, target }) =>
      wanted.includes(onDelete) &&
      (column === null || columns.map(lowerAscii).includes(column)) &&
      isReached(lowerAscii(target), intent, before, new Set()),
  );
  if (key === undefined) return null;
  return `ON DELETE ${key.onDelete.toUpperCase()} fired when rows of ${lowerAscii(key.target)} went`;
}

/** True where the script takes rows of the table away, or those of one whose cascade reaches it. */
function isReached(name: string, intent: ScriptIntent, before: Snapshot, seen: Set<string>): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const own = intent.tables.get(name);
  if (own?.removesRows === true || (own?.madeAt ?? null) !== null) return true;
  const keys = before.get(name)?.table.foreignKeys ?? [];
  return keys.some(
    ({ onDelete, target }) => onDelete === 'cascade' && isReached(lowerAscii(target), intent, before, seen),
  );
}
