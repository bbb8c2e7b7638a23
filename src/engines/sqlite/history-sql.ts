import { quoteName, quoteText } from './quote.ts';
import { isPlainName } from './script-words.ts';

/** RFC 3339 UTC with milliseconds, by the database's clock. */
export const nowSql: string = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/** Milliseconds since 1970 by the database's clock, as a whole number. */
export const nowMsSql: string = "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)";

/** What every history of ours has, whatever wrote it. */
export const requiredColumns: readonly string[] = [
  'migration_name',
  'category',
  'checksum',
  'applied_at',
  'applied_by',
  'duration_ms',
];

/** Returns the name of the table beside the history: install marker, claim. */
export function stateTableOf(table: string): string {
  return `${table}_state`;
}

/** Every statement about one history and its state table. Names are qualified: a script may leave a TEMP table of our name. */
export interface HistorySql {
  readonly stateTable: string;
  readonly create: readonly string[];
  readonly createState: string;
  readonly addNote: string;
  /**
   * SQLite's version (`kind` 2) and the state (`kind` 1), in any order, then the rows (`kind` 0) in the order in which they
   * were written.
   */
  readonly readAll: string;
  readonly readWithNote: string;
  readonly readWithoutNote: string;
  readonly readState: string;
  /** `startedMs`, `revision`, `install` and `count`: whether the history is still what the plan saw. */
  readonly probe: string;
  /** Bound: revision, count, install target. Fails where the history is another. */
  readonly refuseOther: string;
  /** Bound: name, category, checksum, appliedBy, startedMs. Returns id, applied_at and duration_ms. */
  readonly record: string;
  /** Bound: id, name, category, checksum, appliedAt, appliedBy, durationMs. */
  readonly recordAs: string;
  /** Bound: name, category, checksum, appliedBy, note. */
  readonly adopt: string;
  readonly count: string;
  /** Bound: the new checksum, the note, the name, the old checksum. Returns the id of the changed row. */
  readonly accept: string;
  /** Bound: key, JSON value. */
  readonly putState: string;
  /** Bound: key. */
  readonly dropState: string;
  readonly revision: string;
  /** The two newest rows (`id`, `migration_name`, `checksum`), each with `count` of all and `install`. */
  readonly newest: string;
  /**
   * `found` is 1 where the schema can change a row of ours without a statement that names the history: a trigger, or a
   * table of another writer that solves conflicts by itself.
   */
  readonly findMeddlers: string;
}

const known = new Map<string, HistorySql>();

/** Returns the statements for a history table of this name; the state lies beside it in `<table>_state`. */
export function historySql(table: string): HistorySql {
  let sql = known.get(table);
  if (sql === undefined) {
    sql = statementsAbout(table);
    known.set(table, sql);
  }
  return sql;
}

function statementsAbout(table: string): HistorySql {
  const stateTable = stateTableOf(table);
  const history = `main.${quoteName(table)}`;
  const state = `main.${quoteName(stateTable)}`;
  const newest = `(SELECT rowid || ':' || migration_name FROM ${history} ORDER BY rowid DESC LIMIT 1)`;
  const count = `(SELECT count(*) FROM ${history})`;
  const install = `(SELECT value FROM ${state} WHERE key = 'install')`;
  const createState = `CREATE TABLE IF NOT EXISTS ${state} (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT
)`;
  const row = 'rowid AS id, migration_name, category, checksum, applied_at, applied_by, duration_ms';
  return {
    stateTable,
    create: [
      `CREATE TABLE ${history} (
  revision INTEGER PRIMARY KEY,
  migration_name TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  applied_by TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  note TEXT
)`,
      createState,
      // Left by a history that somebody dropped. A claim is of now.
      `DELETE FROM ${state} WHERE key <> 'claim'`,
    ],
    createState,
    addNote: `ALTER TABLE ${history} ADD COLUMN note TEXT`,
    // By the rowid, in which order the rows lie: nothing is sorted but the state, which has none.
    readAll: `SELECT 0 AS kind, ${row}, note FROM ${history}
UNION ALL SELECT 1, NULL, key, value, NULL, NULL, NULL, NULL, NULL FROM ${state}
UNION ALL SELECT 2, NULL, sqlite_version(), NULL, NULL, NULL, NULL, NULL, NULL
ORDER BY id`,
    readWithNote: `SELECT 0 AS kind, ${row}, note FROM ${history} ORDER BY rowid`,
    readWithoutNote: `SELECT 0 AS kind, ${row}, NULL AS note FROM ${history} ORDER BY rowid`,
    readState: `SELECT 1 AS kind, key AS migration_name, value AS category FROM ${state}`,
    probe: `SELECT ${nowMsSql} AS startedMs, ${newest} AS revision, ${count} AS count,
  ${install} AS install`,
    // What cannot be read as JSON is an error; SQLite has no other outside of triggers.
    refuseOther: `SELECT CASE WHEN ${newest} IS ? AND ${count} = ? AND json_extract(${install}, '$.target') IS ?
  THEN 1 ELSE json(coalesce(${newest}, '') || ' is newest') END AS same`,
    record: `INSERT INTO ${history} (migration_name, category, checksum, applied_at, applied_by, duration_ms)
VALUES (?, ?, ?, ${nowSql}, ?, max(0, ${nowMsSql} - ?))
RETURNING rowid AS id, applied_at, duration_ms`,
    recordAs: `INSERT INTO ${history} (rowid, migration_name, category, checksum, applied_at, applied_by, duration_ms)
VALUES (?, ?, ?, ?, ?, ?, ?)`,
    adopt: `INSERT INTO ${history} (migration_name, category, checksum, applied_at, applied_by, duration_ms, note)
VALUES (?, ?, ?, ${nowSql}, ?, 0, ?)`,
    count: `SELECT ${count} AS count`,
    accept: `UPDATE ${history} SET checksum = ?, note = ? WHERE migration_name = ? AND checksum = ? RETURNING rowid AS id`,
    putState: `INSERT INTO ${state} (key, value, updated_at) VALUES (?, ?, ${nowSql})
ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    dropState: `DELETE FROM ${state} WHERE key = ?`,
    revision: `SELECT ${newest} AS revision`,
    newest: `SELECT rowid AS id, migration_name, checksum, ${count} AS count, ${install} AS install
FROM ${history} ORDER BY rowid DESC LIMIT 2`,
    findMeddlers: isPlainName(table) ? meddlersOf(table) : 'SELECT 1 AS found',
  };
}

/** A trigger that changes a table names it, and so does one that stands on it. */
function meddlersOf(table: string): string {
  const name = `lower(${quoteText(table)})`;
  return `SELECT 1 AS found FROM main.sqlite_schema
WHERE type = 'trigger' AND instr(lower(sql), ${name}) > 0
  OR type = 'table' AND instr(lower(name), ${name}) > 0
    AND (instr(upper(sql), 'CONFLICT') > 0 OR instr(upper(sql), 'REFERENCES') > 0)
LIMIT 1`;
}
