import { eq, or, type SQL, sql } from 'drizzle-orm';
import { apiKeys, modelGrants, serviceAccounts } from '../../tables/postgres/index.ts';

/** The team that a key's use is billed to; NULL for the key of a user. Needs the service account joined. */
export const billedTeamId: SQL<string | null> = sql<
  string | null
>`COALESCE(${apiKeys.teamId}, ${serviceAccounts.teamId})`;

/** The condition that a grant reaches a key: its own, or of whom it is billed to (domain/grants.ts). */
export const reachesKey: SQL | undefined = or(
  eq(modelGrants.apiKeyId, apiKeys.id),
  eq(modelGrants.userId, apiKeys.userId),
  eq(modelGrants.teamId, billedTeamId),
);

/** Whether it is the key's own. */
export const isOwn: SQL<boolean> = sql<boolean>`${modelGrants.apiKeyId} IS NOT NULL`;
