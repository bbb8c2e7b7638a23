import type { OtherObject } from '../core/schema.ts';
import { byName, type PostgresCatalog, schemaName } from './postgres-catalog.ts';
import { counts } from './postgres-columns.ts';
import type { CatalogRow, FunctionRow, SequenceRow } from './postgres-rows.ts';

const functionKinds: Readonly<Record<FunctionRow[2], string>> = {
  f: 'function',
  p: 'procedure',
  a: 'aggregate',
  w: 'window function',
};

/** Returns what the model does not cover, by kind and name; names outside the first schema carry theirs. */
export function readOthers(catalog: PostgresCatalog, row: CatalogRow, main: string): readonly OtherObject[] {
  const others: OtherObject[] = [];
  const add = (kind: string, schema: string | null, name: string, definition: string): void => {
    const isPlain = schema === null || schemaName(schema, main) === null;
    others.push({ kind, name: isPlain ? name : `${schema}.${name}`, definition });
  };
  for (const other of row.others) add(...other);
  for (const [, schema, kind, signature, definition] of row.functions) {
    if (schema !== null) add(functionKinds[kind], schema, signature, definition);
  }
  for (const sequence of row.sequences) {
    const [schema, name, , , , definition] = sequence;
    if (!isSerial(catalog, sequence)) add('sequence', schema, name, definition);
  }
  return others.sort((a, b) => byName({ name: a.kind }, { name: b.kind }) || byName(a, b));
}

/** True where a column counts by it. */
function isSerial(catalog: PostgresCatalog, sequence: SequenceRow): boolean {
  const table = sequence[2];
  return table !== null && (catalog.columns.get(table) ?? []).some((column) => counts(sequence, column));
}
