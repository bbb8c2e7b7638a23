import type { Client } from 'pg';
import type { Catalog, LogicalType } from './catalog.ts';
import * as sql from './postgres-catalog-sql.ts';

const logicalTypes: Readonly<Record<string, LogicalType>> = {
  uuid: 'uuid',
  text: 'text',
  bigint: 'integer',
  boolean: 'boolean',
  'timestamp(3) with time zone': 'timestamp',
  jsonb: 'json',
  bytea: 'bytes',
};

const actions: Readonly<Record<string, string>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

type Rows<Row> = readonly (Row & { readonly table: string })[];

/** What stands in schema public. Throws on a type outside the conventions of migrations/README.md. */
export async function readPostgresCatalog(client: Client): Promise<Catalog> {
  const read = async <Row>(text: string): Promise<Rows<Row>> => (await client.query(text)).rows;
  const columns = await read<{ name: string; type: string; nullable: boolean; default: string | null }>(
    sql.columnsSql,
  );
  const indexes = await read<{
    primary: boolean;
    unique: boolean;
    valid: boolean;
    keys: string[];
    predicate: string | null;
  }>(sql.indexesSql);
  const foreignKeys = await read<{
    target: string;
    columns: string[];
    targetColumns: string[];
    onDelete: string;
    onUpdate: string;
  }>(sql.foreignKeysSql);
  const checks = await read<{ name: string }>(sql.checksSql);
  const triggers = await read<{ name: string; definition: string }>(sql.triggersSql);
  const views = await read<{ name: string; columns: string[] }>(sql.viewsSql);

  const of = <Row>(rows: Rows<Row>, table: string): Rows<Row> => rows.filter((row) => row.table === table);
  const tables = [...new Set(columns.map(({ table }) => table))].map((name) => ({
    name,
    columns: of(columns, name).map((column) => ({
      name: column.name,
      type: logicalType(column.type, `${name}.${column.name}`),
      nullable: column.nullable,
      default: plainDefault(column.default),
    })),
    indexes: of(indexes, name).map(({ primary, unique, valid, keys, predicate }) => ({
      kind: primary ? ('primary key' as const) : unique ? ('unique' as const) : ('index' as const),
      keys: valid ? keys : ['INVALID'],
      predicate: predicate === null ? null : plainExpression(predicate),
    })),
    foreignKeys: of(foreignKeys, name).map((key) => ({
      ...key,
      onDelete: actions[key.onDelete] ?? key.onDelete,
      onUpdate: actions[key.onUpdate] ?? key.onUpdate,
    })),
    // A CHECK in a column is named table_column_check by the engine itself.
    namedChecks: of(checks, name).flatMap((check) => (check.name.endsWith('_check') ? [] : [check.name])),
    checkCount: of(checks, name).length,
    // SQLite has no TRUNCATE that a trigger could refuse.
    triggers: of(triggers, name)
      .filter(({ definition }) => !definition.includes('BEFORE TRUNCATE'))
      .map((trigger) => `${trigger.name} ${/(?:BEFORE|AFTER) \w+/.exec(trigger.definition)?.[0]}`),
  }));
  return { tables, views };
}

function logicalType(declared: string, column: string): LogicalType {
  const type = logicalTypes[declared];
  if (type === undefined) throw new Error(`${column} is ${declared}, which no convention knows`);
  return type;
}

function plainDefault(expression: string | null): string | null {
  if (expression === null) return null;
  return expression === 'now()' ? 'now' : expression.replace(/::\w+$/, '');
}

/** As the scripts have it: without the casts and the parentheses that PostgreSQL adds. */
function plainExpression(expression: string): string {
  return expression.replace(/::\w+/g, '').replace(/[()]/g, '');
}
