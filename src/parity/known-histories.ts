import type { NotCompared } from './difference.ts';
import type { Schema, Table } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';

/** The table in which a migration tool keeps what it has applied: what is in it is the tool's, not the application's. */
interface KnownHistory {
  readonly tool: string;
  readonly table: string;
  /** Columns that it must have where the name alone could be anybody's; in lower case. */
  readonly columns?: readonly string[];
}

export const knownHistories: readonly KnownHistory[] = [
  { tool: 'Lockstep', table: 'schema_migrations', columns: ['migration_name', 'checksum'] },
  { tool: 'Lockstep', table: 'schema_migrations_state', columns: ['key', 'value', 'updated_at'] },
  { tool: 'Flyway', table: 'flyway_schema_history' },
  { tool: 'Drizzle', table: '__drizzle_migrations' },
  { tool: 'Knex', table: 'knex_migrations' },
  { tool: 'Knex', table: 'knex_migrations_lock' },
  { tool: 'Prisma', table: '_prisma_migrations' },
  { tool: 'golang-migrate', table: 'schema_migrations', columns: ['version', 'dirty'] },
  { tool: 'dbmate', table: 'schema_migrations', columns: ['version'] },
  { tool: 'Diesel', table: '__diesel_schema_migrations' },
  { tool: 'goose', table: 'goose_db_version' },
  { tool: 'SQLx', table: '_sqlx_migrations' },
  { tool: 'Refinery', table: 'refinery_schema_history' },
  { tool: 'Atlas', table: 'atlas_schema_revisions' },
  { tool: 'Kysely', table: 'kysely_migration' },
  { tool: 'Kysely', table: 'kysely_migration_lock' },
  { tool: 'TypeORM', table: 'migrations', columns: ['id', 'timestamp', 'name'] },
  { tool: 'TypeORM', table: 'typeorm_metadata' },
  { tool: 'MikroORM', table: 'mikro_orm_migrations' },
  { tool: 'Sequelize', table: 'sequelizemeta' },
  { tool: 'SeaORM', table: 'seaql_migrations' },
  { tool: 'Bun', table: 'bun_migrations' },
  { tool: 'Bun', table: 'bun_migration_locks' },
  { tool: 'gorp', table: 'gorp_migrations' },
  { tool: 'Alembic', table: 'alembic_version' },
  { tool: 'Django', table: 'django_migrations' },
  { tool: 'Liquibase', table: 'databasechangelog' },
  { tool: 'Liquibase', table: 'databasechangeloglock' },
  { tool: 'Entity Framework', table: '__efmigrationshistory' },
];

/** Returns the schema without the history tables of migration tools, and what was left out, with the reason. */
export function withoutHistories(schema: Schema): {
  readonly schema: Schema;
  readonly left: readonly NotCompared[];
} {
  const left = schema.tables.flatMap((table) => {
    const history = historyOf(table);
    if (history === null) return [];
    const reason = `the history of ${history.tool}: what that tool has applied, not what the application stores`;
    return { side: schema.engine, kind: 'history table', name: table.name, reason };
  });
  if (left.length === 0) return { schema, left };
  return { schema: { ...schema, tables: schema.tables.filter((table) => historyOf(table) === null) }, left };
}

const historyNames: ReadonlySet<string> = new Set(knownHistories.map(({ table }) => table));

function historyOf(table: Table): KnownHistory | null {
  const name = lowerAscii(table.name);
  if (!historyNames.has(name)) return null;
  const columns = table.columns.map((column) => lowerAscii(column.name));
  const fits = (history: KnownHistory): boolean => {
    if (history.table !== name) return false;
    const wanted = history.columns;
    if (wanted === undefined) return true;
    const isOurs = wanted.includes('checksum');
    return wanted.every((column) => columns.includes(column)) && (isOurs || columns.length === wanted.length);
  };
  return knownHistories.find(fits) ?? null;
}
