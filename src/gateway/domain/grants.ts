import type { Operations } from './operation.ts';
import { type OwnerOf, ownerOf } from './owner.ts';
import { record, uuid } from './values.ts';

export type Grantee = OwnerOf<'user' | 'team' | 'api_key'>;

/** A model that somebody, or a single key, may use. Nothing is allowed that is not granted. */
export interface Grant {
  readonly id: string;
  readonly modelId: string;
  readonly grantee: Grantee;
  /** A user; null when nobody said, or when that user is gone. */
  readonly grantedBy: string | null;
  readonly createdAt: Date;
}

export interface NewGrant {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly modelId: string;
  readonly grantee: Grantee;
  readonly grantedBy?: string | null | undefined;
}

/** A model that was granted to a key itself, or to whom the key is billed to. */
export interface ReachingGrant {
  readonly modelId: string;
  readonly own: boolean;
}

/**
 * Returns the ids of the models that a key may use, in order. A key with grants of its own may use those models and no others,
 * which is how one key is confined; a key without any may use what is granted to whom it is billed to: its user, its team,
 * or the team of its service account. What is granted to a team is no business of its members' own keys. So the last own
 * grant of a key, when it is revoked, opens everything of its owner to the key: revoke the key to close it.
 */
export function usableModels(grants: readonly ReachingGrant[]): readonly string[] {
  const own = grants.filter((grant) => grant.own);
  return (own.length > 0 ? own : grants).map(({ modelId }) => modelId).sort();
}

export interface GrantRepository {
  /** Returns the new grant. Throws Conflict where it is granted already, MissingReference. */
  grant(grant: NewGrant): Promise<Grant>;
  /** Takes it back. Throws NotFound. */
  revoke(grantee: Grantee, modelId: string): Promise<void>;
  /** Those of one grantee, by the model's id. */
  listOf(grantee: Grantee): Promise<readonly Grant[]>;
  /** Those of one model, the oldest first, then by id. */
  listOfModel(modelId: string): Promise<readonly Grant[]>;
  /** The ids of the models that a key may use, as `usableModels` says, in order; none for a key that is not there. */
  modelsOfKey(apiKeyId: string): Promise<readonly string[]>;
  /** Whether a key may use a model, as `usableModels` says. Says nothing about the key itself: `apiKeys.lookUp` does. */
  isGranted(apiKeyId: string, modelId: string): Promise<boolean>;
}

const grantee = ownerOf('user', 'team', 'api_key');

export const grantOperations: Operations<GrantRepository> = {
  grant: {
    kind: 'write',
    takes: [record({ id: uuid.optional(), modelId: uuid, grantee, grantedBy: uuid.nullish() })],
  },
  revoke: { kind: 'remove', takes: [grantee, uuid] },
  listOf: { kind: 'read', takes: [grantee] },
  listOfModel: { kind: 'read', takes: [uuid] },
  modelsOfKey: { kind: 'read', takes: [uuid] },
  isGranted: { kind: 'read', takes: [uuid, uuid] },
};
