import { asc, eq, sql } from 'drizzle-orm';
import { type ApiKeyRepository, sortLimits } from '../../domain/api-keys.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import {
  apiKeyLimits,
  apiKeys as table,
  modelGrants,
  serviceAccounts,
  teams,
  users,
} from '../../tables/postgres/index.ts';
import { toApiKey, toLookUp } from '../api-keys.ts';
import { found } from '../found.ts';
import { ownerColumn, ownerValues } from '../owner-columns.ts';
import type { PostgresDatabase } from './database.ts';
import { billedTeamId, isOwn, reachesKey } from './reaching-grants.ts';

const limitsOfKey = sql<string>`(
  SELECT COALESCE(json_agg(json_build_object(
    'span', ${apiKeyLimits.span},
    'maxRequests', ${apiKeyLimits.maxRequests},
    'maxTokens', ${apiKeyLimits.maxTokens}
  )), '[]')::text FROM ${apiKeyLimits} WHERE ${eq(apiKeyLimits.apiKeyId, table.id)}
)`;

const grantsOfKey = sql<string>`(
  SELECT COALESCE(json_agg(json_build_object('modelId', ${modelGrants.modelId}, 'own', ${isOwn})), '[]')::text
  FROM ${modelGrants} WHERE ${reachesKey}
)`;

export function apiKeys(db: PostgresDatabase, { now, newId }: RepositoryContext): ApiKeyRepository {
  return {
    async create({ id = newId(), owner, ...given }) {
      const values = { ...given, ...ownerValues(owner), id, status: 'active' as const, createdAt: now() };
      return toApiKey(found(await db.insert(table).values(values).returning()));
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id))).map(toApiKey)[0] ?? null;
    },
    async listOf({ kind, id }) {
      const own = eq(table[ownerColumn(kind)], id);
      const rows = await db.select().from(table).where(own).orderBy(asc(table.createdAt), asc(table.id));
      return rows.map(toApiKey);
    },
    async lookUp(keyHash, at) {
      const rows = await db
        .select({
          key: table,
          userStatus: users.status,
          accountStatus: serviceAccounts.status,
          teamStatus: teams.status,
          billedTeamId,
          limits: limitsOfKey,
          grants: grantsOfKey,
        })
        .from(table)
        .leftJoin(serviceAccounts, eq(serviceAccounts.id, table.serviceAccountId))
        .leftJoin(users, eq(users.id, table.userId))
        .leftJoin(teams, eq(teams.id, billedTeamId))
        .where(eq(table.keyHash, keyHash));
      return rows.map((row) => toLookUp(row, at))[0] ?? null;
    },
    async rename(id, name) {
      const rows = await db.update(table).set({ name }).where(eq(table.id, id)).returning();
      return toApiKey(found(rows, 'API key', id));
    },
    async revoke(id) {
      const revokedAt = sql`COALESCE(${table.revokedAt}, ${sql.param(now(), table.revokedAt)})`;
      const values = { status: 'revoked' as const, revokedAt };
      const rows = await db.update(table).set(values).where(eq(table.id, id)).returning();
      return toApiKey(found(rows, 'API key', id));
    },
    async touch(id, at) {
      const moment = sql.param(at, table.lastUsedAt);
      const lastUsedAt = sql`CASE WHEN ${table.lastUsedAt} > ${moment} THEN ${table.lastUsedAt} ELSE ${moment} END`;
      const own = eq(table.id, id);
      found(await db.update(table).set({ lastUsedAt }).where(own).returning({ id: table.id }), 'API key', id);
    },
    async setLimits(id, limits) {
      // Two who set them at once: the second waits for the first, and replaces all of what it set.
      found(
        await db.select({ id: table.id }).from(table).where(eq(table.id, id)).for('update'),
        'API key',
        id,
      );
      await db.delete(apiKeyLimits).where(eq(apiKeyLimits.apiKeyId, id));
      if (limits.length > 0)
        await db.insert(apiKeyLimits).values(limits.map((limit) => ({ ...limit, apiKeyId: id })));
      return sortLimits(limits);
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'API key', id);
    },
  };
}
