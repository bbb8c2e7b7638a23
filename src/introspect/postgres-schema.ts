import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import type { EnumType, Schema, Table, View } from '../core/schema.ts';
import { schemaSql } from '../engines/postgres/schema-sql.ts';
import { byNameAndSchema, indexCatalog, type PostgresCatalog, schemaName } from './postgres-catalog.ts';
import { readColumns } from './postgres-columns.ts';
import { readConstraints } from './postgres-constraints.ts';
import { readIndexes } from './postgres-indexes.ts';
import { readOthers } from './postgres-others.ts';
import { type CatalogRow, catalogRow, type RelationRow } from './postgres-rows.ts';
import { readTriggers } from './postgres-triggers.ts';
import type { ReadSchema } from './read-schema.ts';

/** Returns what the schemas of a PostgreSQL database declare. Throws CONFIG_INVALID where one of them is not there. */
export const readPostgresSchema: ReadSchema = async (session, { schemas, histories = [], signal }) => {
  if (signal?.aborted)
    throw new LockstepError('INTERRUPTED', 'the run was stopped', { cause: signal.reason });
  const asked = schemas === undefined || schemas.length === 0 ? ['public'] : schemas;
  const main = asked[0]!;
  const leftOut = histories.flatMap((name) => [name, `${name}_state`]);
  const [row] = await session.query(schemaSql({ schemas: asked, leftOut }), main);
  const catalog = catalogRow(row);
  refuseMissing(asked, catalog);
  return buildSchema(catalog, main);
};

function refuseMissing(asked: readonly string[], { found, schemas }: CatalogRow): void {
  const missing = asked.filter((name) => !found.includes(name));
  const [first] = missing;
  if (first === undefined) return;
  const there = schemas.toSorted();
  const list = there.length === 0 ? 'has no schema' : `has ${there.map((name) => `"${name}"`).join(', ')}`;
  const names = missing.map((name) => `"${name}"`).join(', ');
  throw new LockstepError(
    'CONFIG_INVALID',
    `there is no schema ${names}: the database ${list}.${didYouMean(first, there)}`,
    {
      hint: 'Name a schema that is there (upper and lower case count), or check that the URL names the right database.',
      details: { missing, schemas: there },
    },
  );
}

function buildSchema(row: CatalogRow, main: string): Schema {
  const catalog = indexCatalog(row, main);
  const tables: Table[] = [];
  const views: View[] = [];
  for (const relation of row.relations) {
    const [, , , kind, , isPartition] = relation;
    if (isPartition) continue;
    if (kind === 'v' || kind === 'm') views.push(readView(catalog, relation, main));
    else tables.push(readTable(catalog, relation, main));
  }
  return {
    engine: 'postgres',
    version: `${Math.floor(row.version / 10_000)}.${row.version % 10_000}`,
    tables: tables.sort(byNameAndSchema),
    views: views.sort(byNameAndSchema),
    enums: readEnums(row, main),
    others: readOthers(catalog, row, main),
  };
}

function readTable(catalog: PostgresCatalog, relation: RelationRow, main: string): Table {
  const [oid, schema, name, , unlogged, , partitionedBy] = relation;
  return {
    schema: schemaName(schema, main),
    name,
    columns: readColumns(catalog, oid),
    ...readConstraints(catalog, oid),
    indexes: readIndexes(catalog, oid),
    triggers: readTriggers(catalog, oid),
    form: { strict: false, withoutRowid: false, partitionedBy, unlogged },
  };
}

function readView(catalog: PostgresCatalog, relation: RelationRow, main: string): View {
  const [oid, schema, name, kind, , , query] = relation;
  return {
    schema: schemaName(schema, main),
    name,
    columns: (catalog.columns.get(oid) ?? []).map((column) => column.name),
    isMaterialized: kind === 'm',
    triggers: readTriggers(catalog, oid),
    definition: (query ?? '').trim(),
    problem: null,
  };
}

function readEnums(row: CatalogRow, main: string): readonly EnumType[] {
  return row.enums
    .flatMap(([, schema, name, labels]) =>
      schema === null ? [] : [{ schema: schemaName(schema, main), name, labels: labels ?? [] }],
    )
    .sort(byNameAndSchema);
}
