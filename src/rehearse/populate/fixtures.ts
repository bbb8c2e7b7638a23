import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { shownPath } from '../../files/shown-path.ts';
import type { ModuleConfig } from '../../modules/config.ts';
import { parseJson } from '../../modules/parse-json.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { LogicalRow } from '../generate/row-rules.ts';
import type { PairedColumn } from '../model/column-meaning.ts';
import type { PairedTable } from '../model/paired-table.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import { canonicalValue } from '../values/canonical-value.ts';

/** A row as the fixtures file has it. */
export type FixtureRow = Readonly<Record<string, unknown>>;

/** Rows that the module gives for tables, by table name in lower case (docs/rehearsal.md). */
export type Fixtures = ReadonlyMap<string, readonly FixtureRow[]>;

/**
 * Returns the rows of the module's fixtures file; none where the configuration names no file. Throws CONFIG_INVALID for a file
 * that cannot be read or is no object of tables with their rows.
 */
export async function readFixtures(
  { name, fixtures }: Pick<ModuleConfig, 'name' | 'fixtures'>,
  folder: string,
): Promise<Fixtures> {
  if (fixtures === undefined) return new Map();
  const path = resolve(folder, fixtures);
  const refuse = (what: string, cause?: unknown): LockstepError =>
    new LockstepError('CONFIG_INVALID', `The fixtures of module ${name} (${shownPath(path)}): ${what}.`, {
      hint: 'Write it as { "table": [ { "column": value } ] }, or take "fixtures" out of the configuration.',
      details: { module: name, file: path },
      cause,
    });
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : 'it cannot be read', error);
  });
  const tables = parseJson(content, shownPath(path));
  if (!isObject(tables)) throw refuse('expected an object of tables');
  return new Map(
    Object.entries(tables).map(([table, rows]) => {
      if (!Array.isArray(rows) || !rows.every(isObject)) throw refuse(`${table}: expected a list of rows`);
      return [lowerAscii(table), rows as readonly FixtureRow[]];
    }),
  );
}

/**
 * Returns a fixture's row in logical form. A column that it does not name is NULL, and one that the table does not have (yet, or
 * any more) is left out.
 */
export function fixtureRow(row: FixtureRow, { columns }: PairedTable): LogicalRow {
  const given = new Map(Object.entries(row).map(([name, value]) => [lowerAscii(name), value]));
  return new Map(columns.map((column) => [column.name, logicalValue(given.get(column.name), column)]));
}

function logicalValue(value: unknown, { meaning, sides }: PairedColumn): string | null {
  if (value === undefined || value === null) return null;
  if (meaning === 'json' || meaning === 'array') return canonicalJson(JSON.stringify(value));
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (meaning === 'bytes') return text.replace(/^\\x/, '').toLowerCase();
  const row = (sides.postgres ?? sides.sqlite)?.row;
  if (row === undefined) return text;
  return canonicalValue({ kind: 'text', text }, { ...row, meaning, unit: null, scale: null });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
