import type { HistoryFormat, HistoryNote, HistoryRow, StoreSnapshot } from '../../core/history.ts';
import { lowerAscii } from '../../sql/names.ts';
import { requiredColumns } from './history-sql.ts';

/** A row as every SQLite driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Returns the snapshot of a history that could be read; `rows` are those of `readAll`. */
export function snapshotOf(
  format: 'current' | 'outdated',
  rows: readonly Row[],
  tables: readonly string[],
): StoreSnapshot {
  const history: HistoryRow[] = [];
  let newest: Row | null = null;
  let installTarget: string | null = null;
  rows.forEach((row) => {
    const kind = Number(row['kind']);
    if (kind === 0) {
      newest = row;
      history.push(historyRow(row));
    } else if (kind === 1 && row['migration_name'] === 'install')
      installTarget = installTargetOf(row['category']);
  });
  return {
    format,
    foreignColumns: [],
    history,
    revision: newest === null ? '0' : `${Number(newest['id'])}:${String(newest['migration_name'])}`,
    installTarget,
    progress: null,
    tables,
  };
}

/** Returns the target that the install marker names, or null where there is no marker. */
export function installTargetOf(value: unknown): string | null {
  const target = parseObject(value)?.['target'];
  return typeof target === 'string' ? target : null;
}

/** What the catalog says about the history's name, with the columns of whatever is there. */
export interface FoundHistory {
  readonly format: HistoryFormat;
  readonly columns: readonly string[];
  readonly hasState: boolean;
}

/** Returns what stands under the two names; `rows` are those of `findTables`. */
export function judgeHistory(table: string, stateTable: string, rows: readonly Row[]): FoundHistory {
  const history = rows.find(({ name }) => name === lowerAscii(table));
  const hasState = rows.some(({ name, type }) => name === lowerAscii(stateTable) && type === 'table');
  if (history === undefined) return { format: 'absent', columns: [], hasState };
  const columns = JSON.parse(String(history['columns'])) as readonly string[];
  const isOurs =
    history['type'] === 'table' &&
    Number(history['wr']) === 0 &&
    requiredColumns.every((column) => columns.includes(column));
  if (!isOurs) return { format: 'foreign', columns, hasState };
  return { format: columns.includes('note') && hasState ? 'current' : 'outdated', columns, hasState };
}

function historyRow(row: Row): HistoryRow {
  return {
    name: String(row['migration_name']),
    category: String(row['category']),
    checksum: String(row['checksum']),
    appliedAt: String(row['applied_at']),
    appliedBy: String(row['applied_by']),
    durationMs: Number(row['duration_ms']),
    note: parseObject(row['note']) as HistoryNote | null,
  };
}

function parseObject(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'string') return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
