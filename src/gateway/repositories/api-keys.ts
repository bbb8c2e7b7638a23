import {
  type ApiKey,
  type ApiKeyLimit,
  type ApiKeyLookUp,
  judgeKey,
  sortLimits,
} from '../domain/api-keys.ts';
import { type ReachingGrant, usableModels } from '../domain/grants.ts';
import { readOwner } from './owner-columns.ts';

type KeyRow = Omit<ApiKey, 'owner'> & {
  readonly keyHash: string;
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly serviceAccountId: string | null;
};

/** What one query says about a key and all around it. The lists are JSON. */
export interface LookUpRow {
  readonly key: KeyRow;
  readonly userStatus: string | null;
  readonly accountStatus: string | null;
  readonly teamStatus: string | null;
  readonly billedTeamId: string | null;
  readonly limits: string;
  readonly grants: string;
}

/** Returns the key of a row, without its hash. */
export function toApiKey(row: KeyRow): ApiKey {
  const { id, name, keyPrefix, status, createdBy, createdAt, lastUsedAt, expiresAt, revokedAt } = row;
  const owner = readOwner(row, ['user', 'team', 'service_account']);
  return { id, name, keyPrefix, owner, status, createdBy, createdAt, lastUsedAt, expiresAt, revokedAt };
}

/** Returns what a look-up found, judged at the instant. */
export function toLookUp({ key, limits, grants, ...found }: LookUpRow, at: Date): ApiKeyLookUp {
  const statuses = [found.userStatus, found.accountStatus, found.teamStatus];
  const ownersActive = statuses.every((status) => status === null || status === 'active');
  const { status, expiresAt, userId } = key;
  return {
    key: toApiKey(key),
    billed: readOwner({ userId, teamId: found.billedTeamId }, ['user', 'team']),
    standing: judgeKey({ status, expiresAt, ownersActive }, at),
    limits: sortLimits(JSON.parse(limits) as ApiKeyLimit[]),
    models: usableModels(readGrants(grants)),
  };
}

/** Returns the grants of a JSON list; SQLite says 0 and 1. */
function readGrants(json: string): readonly ReachingGrant[] {
  const grants = JSON.parse(json) as { readonly modelId: string; readonly own: boolean | number }[];
  return grants.map(({ modelId, own }) => ({ modelId, own: Boolean(own) }));
}
