import type { Grant } from '../domain/grants.ts';
import { readOwner } from './owner-columns.ts';

type GrantRow = Omit<Grant, 'grantee'> & {
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly apiKeyId: string | null;
};

/** Returns the grant of a row. */
export function toGrant({ userId, teamId, apiKeyId, ...grant }: GrantRow): Grant {
  return { ...grant, grantee: readOwner({ userId, teamId, apiKeyId }, ['user', 'team', 'api_key']) };
}
