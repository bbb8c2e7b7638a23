import { type SQL, sql } from 'drizzle-orm';
import { memberships } from '../../tables/postgres/index.ts';

/** The condition that a membership is that of an owner and its team has no other. */
export function isOnlyOwner(): SQL {
  return sql`(${memberships.role} = 'owner' AND NOT EXISTS (
    SELECT 1 FROM ${memberships} AS other
    WHERE other.team_id = ${memberships.teamId} AND other.role = 'owner' AND other.user_id <> ${memberships.userId}
  ))`;
}
