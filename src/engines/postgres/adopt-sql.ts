import type { HistoryNames } from './history-names.ts';
import { quoteLiteral } from './quote.ts';
import { historyChanged, type NewRow } from './write-sql.ts';

/**
 * Writes the rows of adopted steps into a history that has none, and takes a marker away that nobody follows. Raises LS002
 * where a trigger or rule on the history has made it anything else. For PL/pgSQL.
 */
export function adoptPart({ table, state }: HistoryNames, rows: readonly NewRow[]): string {
  const values = rows.map(({ name, category, checksum, appliedBy, note }) => {
    const texts = [name, category, checksum].map(quoteLiteral).join(', ');
    return `(${texts}, pg_catalog.clock_timestamp(), ${quoteLiteral(appliedBy)}, 0, ${quoteLiteral(note ?? 'null')}::jsonb)`;
  });
  const insert =
    values.length === 0
      ? ''
      : `INSERT INTO ${table} (migration_name, category, checksum, applied_at, applied_by, duration_ms, note)
  VALUES ${values.join(',\n    ')};`;
  return `DELETE FROM ${state} WHERE key = 'install';
${insert}
IF (SELECT pg_catalog.count(*) FROM ${table}) <> ${rows.length} THEN ${historyChanged} END IF;`;
}
