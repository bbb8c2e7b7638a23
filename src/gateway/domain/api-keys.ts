import { z } from 'zod';
import { type apiKeyStatuses, limitSpans } from './enums.ts';
import type { Operations } from './operation.ts';
import { type BilledOwner, type OwnerOf, ownerOf } from './owner.ts';
import { instant, integer, oneOf, record, text, uuid } from './values.ts';

export type ApiKeyOwner = OwnerOf<'user' | 'team' | 'service_account'>;
export type ApiKeyStatus = (typeof apiKeyStatuses)[number];
export type LimitSpan = (typeof limitSpans)[number];

/** A key with which the gateway is called. Its hash is sought by, and never given out. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The beginning of the key, by which people tell theirs apart. */
  readonly keyPrefix: string;
  readonly owner: ApiKeyOwner;
  readonly status: ApiKeyStatus;
  /** A user; null when nobody said, or when that user is gone. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** From this moment on it is refused. Null: never. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly keyPrefix: string;
  /** SHA-256 of the whole key, in lower-case hex. */
  readonly keyHash: string;
  readonly owner: ApiKeyOwner;
  readonly createdBy?: string | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/** How much a key may do within a span. One of both is set. */
export interface ApiKeyLimit {
  readonly span: LimitSpan;
  readonly maxRequests: number | null;
  readonly maxTokens: number | null;
}

/** What a key is worth at an instant; the first that holds. */
export type ApiKeyStanding = 'revoked' | 'expired' | 'owner_suspended' | 'active';

/** Everything that the gateway asks about a key before it lets a request through. */
export interface ApiKeyLookUp {
  readonly key: ApiKey;
  /** Who pays: the owner, or the team of the service account. */
  readonly billed: BilledOwner;
  readonly standing: ApiKeyStanding;
  /** By span, the shortest first. */
  readonly limits: readonly ApiKeyLimit[];
  /** The ids of the models that the key may use (domain/grants.ts), in order. */
  readonly models: readonly string[];
}

export interface ApiKeyRepository {
  /** Returns the new key. Throws Conflict for a hash that another one has, MissingReference where the owner is not there. */
  create(key: NewApiKey): Promise<ApiKey>;
  /** Returns the key, or null. */
  find(id: string): Promise<ApiKey | null>;
  /** Those of one owner, the oldest first, then by id. */
  listOf(owner: ApiKeyOwner): Promise<readonly ApiKey[]>;
  /** Returns everything about the key with this hash, as it stands at the instant, in one query; null where there is none. */
  lookUp(keyHash: string, at: Date): Promise<ApiKeyLookUp | null>;
  /** Returns the key as it is now. Throws NotFound. */
  rename(id: string, name: string): Promise<ApiKey>;
  /** Returns the revoked key. One that was revoked before stays as it is. Throws NotFound. */
  revoke(id: string): Promise<ApiKey>;
  /** Remembers that it was used; an earlier moment than the one it has changes nothing. Throws NotFound. */
  touch(id: string, at: Date): Promise<void>;
  /** Replaces the limits of a key and returns them. Throws NotFound, InvalidValue where a limit limits nothing. */
  setLimits(id: string, limits: readonly ApiKeyLimit[]): Promise<readonly ApiKeyLimit[]>;
  /** Removes it with its limits and grants. Throws NotFound, and StillReferenced when usage was posted for it: revoke it. */
  remove(id: string): Promise<void>;
}

/** What a judgement is about: the key's own state, and whether all who stand behind it are active. */
export interface JudgedKey {
  readonly status: ApiKeyStatus;
  readonly expiresAt: Date | null;
  readonly ownersActive: boolean;
}

/**
 * Returns what a key is worth at an instant. A revoked key is so whatever the instant: a clock that is behind must not bring it
 * back.
 */
export function judgeKey({ status, expiresAt, ownersActive }: JudgedKey, at: Date): ApiKeyStanding {
  if (status === 'revoked') return 'revoked';
  if (expiresAt !== null && expiresAt <= at) return 'expired';
  return ownersActive ? 'active' : 'owner_suspended';
}

/** Returns the limits by span, the shortest first. */
export function sortLimits(limits: readonly ApiKeyLimit[]): readonly ApiKeyLimit[] {
  return limits.toSorted((a, b) => limitSpans.indexOf(a.span) - limitSpans.indexOf(b.span));
}

const keyHash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');
const owner = ownerOf('user', 'team', 'service_account');
const limit = record({
  span: oneOf(limitSpans),
  maxRequests: integer.nullable(),
  maxTokens: integer.nullable(),
});
const limits = z
  .array(limit)
  .refine((all) => new Set(all.map(({ span }) => span)).size === all.length, 'has a span twice');

export const apiKeyOperations: Operations<ApiKeyRepository> = {
  create: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        name: text,
        keyPrefix: text,
        keyHash,
        owner,
        createdBy: uuid.nullish(),
        expiresAt: instant.nullish(),
      }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  listOf: { kind: 'read', takes: [owner] },
  lookUp: { kind: 'read', takes: [keyHash, instant] },
  rename: { kind: 'write', takes: [uuid, text] },
  revoke: { kind: 'write', takes: [uuid] },
  touch: { kind: 'write', takes: [uuid, instant] },
  setLimits: { kind: 'write', atomic: true, takes: [uuid, limits] },
  remove: { kind: 'remove', takes: [uuid] },
};
