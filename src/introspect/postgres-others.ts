import type { OtherObject } from '../core/schema.ts';
import { byName, type PostgresCatalog, schemaName } from './postgres-catalog.ts';
import { counts } from './postgres-columns.ts';
import { kindOutside } from './postgres-constraints.ts';
import type { CatalogRow, FunctionRow, Oid, SequenceRow } from './postgres-rows.ts';

const functionKinds: Readonly<Record<FunctionRow[2], string>> = {
  f: 'function',
  p: 'procedure',
  a: 'aggregate',
  w: 'window function',
};

/** Returns what the model does not cover, by kind and name; names outside the first schema carry theirs. */
export function readOthers(catalog: PostgresCatalog, row: CatalogRow, main: string): readonly OtherObject[] {
  const others: OtherObject[] = row.others.map(([kind, schema, name, definition]) => ({
    kind,
    name: qualified(schema, name, main),
    definition,
  }));
  for (const [, schema, kind, signature, definition] of row.functions) {
    if (schema !== null)
      others.push({ kind: functionKinds[kind], name: qualified(schema, signature, main), definition });
  }
  for (const sequence of row.sequences) {
    const [schema, name, , , , , definition] = sequence;
    if (!isOfColumn(catalog, sequence))
      others.push({ kind: 'sequence', name: qualified(schema, name, main), definition });
  }
  for (const constraint of row.constraints) {
    const [table, , name, , , , , , , definition] = constraint;
    const kind = kindOutside(constraint);
    if (kind !== null)
      others.push({ kind, name: `${nameOf(catalog, table)}.${name}`, definition: definition ?? '' });
  }
  for (const index of row.indexes) {
    const [view, name, , , , , , , , , , , , definition] = index;
    if (definition !== null)
      others.push({ kind: 'materialized view index', name: `${nameOf(catalog, view)}.${name}`, definition });
  }
  return others.sort((a, b) => byName({ name: a.kind }, { name: b.kind }) || byName(a, b));
}

/** True for the sequence of an identity, and of a column that counts by it. */
function isOfColumn(catalog: PostgresCatalog, sequence: SequenceRow): boolean {
  const [, , table, , ownership] = sequence;
  if (ownership === 'i') return true;
  return table !== null && (catalog.columns.get(table) ?? []).some((column) => counts(sequence, column));
}

function nameOf(catalog: PostgresCatalog, relation: Oid): string {
  const { schema, name } = catalog.relations.get(relation)!;
  return schema === null ? name : `${schema}.${name}`;
}

function qualified(schema: string | null, name: string, main: string): string {
  return schema === null || schemaName(schema, main) === null ? name : `${schema}.${name}`;
}
