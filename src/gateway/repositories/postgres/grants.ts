import { and, asc, eq } from 'drizzle-orm';
import { type GrantRepository, type ReachingGrant, usableModels } from '../../domain/grants.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { apiKeys, modelGrants as table, serviceAccounts } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import { toGrant } from '../grants.ts';
import { ownerColumn, ownerValues } from '../owner-columns.ts';
import type { PostgresDatabase } from './database.ts';
import { isOwn, reachesKey } from './reaching-grants.ts';

export function grants(db: PostgresDatabase, { now, newId }: RepositoryContext): GrantRepository {
  const reaching = async (apiKeyId: string): Promise<readonly ReachingGrant[]> =>
    db
      .select({ modelId: table.modelId, own: isOwn })
      .from(apiKeys)
      .leftJoin(serviceAccounts, eq(serviceAccounts.id, apiKeys.serviceAccountId))
      .innerJoin(table, reachesKey)
      .where(eq(apiKeys.id, apiKeyId));

  return {
    async grant({ id = newId(), grantee, ...given }) {
      const values = { ...given, ...ownerValues(grantee), id, createdAt: now() };
      return toGrant(found(await db.insert(table).values(values).returning()));
    },
    async revoke({ kind, id }, modelId) {
      const its = and(eq(table[ownerColumn(kind)], id), eq(table.modelId, modelId));
      found(await db.delete(table).where(its).returning({ id: table.id }), 'grant of the model', modelId);
    },
    async listOf({ kind, id }) {
      const own = eq(table[ownerColumn(kind)], id);
      return (await db.select().from(table).where(own).orderBy(asc(table.modelId))).map(toGrant);
    },
    async listOfModel(modelId) {
      const own = eq(table.modelId, modelId);
      const rows = await db.select().from(table).where(own).orderBy(asc(table.createdAt), asc(table.id));
      return rows.map(toGrant);
    },
    modelsOfKey: async (apiKeyId) => usableModels(await reaching(apiKeyId)),
    isGranted: async (apiKeyId, modelId) => usableModels(await reaching(apiKeyId)).includes(modelId),
  };
}
