import { z } from 'zod';
import type { Operations } from './operation.ts';
import type { User } from './users.ts';
import { instant, record, text, uuid } from './values.ts';

/** A login that lasts. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** SHA-256 in hex of the token that the browser has; unique. */
  readonly tokenHash: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** At this very moment it has ended. */
  readonly expiresAt: Date;
}

export interface NewSession {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly userId: string;
  readonly tokenHash: string;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  /** After the present. */
  readonly expiresAt: Date;
}

/** A session with whose it is. */
export interface LiveSession extends Session {
  /** A suspended user is told as such: what that means is for the caller to say. */
  readonly user: Pick<User, 'id' | 'email' | 'displayName' | 'role' | 'status'>;
}

export interface SessionRepository {
  /** Returns the new session. Throws MissingReference, Conflict where the hash is taken, InvalidValue where it has ended already. */
  create(session: NewSession): Promise<Session>;
  /** Returns the session of a token that has not ended at the moment, with its user; or null. */
  findLive(tokenHash: string, at: Date): Promise<LiveSession | null>;
  /** Of one user, also those that have ended, by creation and then by id. */
  list(userId: string): Promise<readonly Session[]>;
  /** Returns the session, seen at present; a moment later than the present stays. Throws NotFound. */
  touch(id: string): Promise<Session>;
  /** Ends one session. Throws NotFound. */
  revoke(id: string): Promise<void>;
  /** Ends all sessions of a user and returns how many there were. */
  revokeAll(userId: string): Promise<number>;
  /**
   * Removes sessions that have ended at the moment, those first that ended first, at most `limit` of them (1 to 10,000), and
   * returns how many: 0 when nothing is left that nobody else is removing.
   */
  purgeExpired(at: Date, limit: number): Promise<number>;
}

export const sessionOperations: Operations<SessionRepository> = {
  create: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        userId: uuid,
        tokenHash: text,
        ipAddress: text.nullable().optional(),
        userAgent: text.nullable().optional(),
        expiresAt: instant,
      }),
    ],
  },
  findLive: { kind: 'read', takes: [text, instant] },
  list: { kind: 'read', takes: [uuid] },
  touch: { kind: 'write', takes: [uuid] },
  revoke: { kind: 'remove', takes: [uuid] },
  revokeAll: { kind: 'remove', takes: [uuid] },
  purgeExpired: { kind: 'remove', takes: [instant, z.int().min(1).max(10_000)] },
};
