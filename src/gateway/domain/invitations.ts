import { teamRoles } from './enums.ts';
import type { Membership, TeamRole } from './memberships.ts';
import type { Operations } from './operation.ts';
import { Conflict, NotFound, type StoreError } from './store-error.ts';
import { indexedText, instant, oneOf, record, text, uuid } from './values.ts';

/** The offer to join a team, sent to an address. Open until it is accepted or revoked, or expires. */
export interface Invitation {
  readonly id: string;
  readonly teamId: string;
  readonly email: string;
  readonly role: TeamRole;
  /** SHA-256 in hex of the token that was sent; unique. */
  readonly tokenHash: string;
  readonly invitedBy: string | null;
  readonly createdAt: Date;
  /** At this very moment it can be accepted no more. */
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewInvitation {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly teamId: string;
  readonly email: string;
  /** Defaults to `member`. */
  readonly role?: TeamRole | undefined;
  readonly tokenHash: string;
  readonly invitedBy?: string | null | undefined;
  readonly expiresAt: Date;
}

/** What came of an invitation. */
export interface AcceptedInvitation {
  readonly invitation: Invitation;
  readonly membership: Membership;
}

export interface InvitationRepository {
  /**
   * Returns the new invitation; one to the same address that has expired is revoked by it. Throws MissingReference, and
   * Conflict where the team has an open one to the address (A to Z in either case) or the hash is taken.
   */
  create(invitation: NewInvitation): Promise<Invitation>;
  /** Returns the invitation, or null. */
  find(id: string): Promise<Invitation | null>;
  findByTokenHash(tokenHash: string): Promise<Invitation | null>;
  /** Of one team, settled ones too, by creation and then by id. */
  list(teamId: string): Promise<readonly Invitation[]>;
  /**
   * Settles the invitation at the moment (defaults to the present) and makes the user a member, both or neither, once. Who is in
   * the team already stays what they are. Throws NotFound, MissingReference for the user, and Conflict where it
   * has been accepted, revoked or has expired.
   */
  accept(tokenHash: string, userId: string, at?: Date): Promise<AcceptedInvitation>;
  /** Returns the invitation, revoked. Throws NotFound, and Conflict where it has been accepted or revoked before. */
  revoke(id: string): Promise<Invitation>;
}

/** Why an invitation that is not open cannot be settled. */
export function unsettleable(invitation: Invitation | undefined): StoreError {
  if (invitation === undefined) return new NotFound('There is no such invitation');
  const { id, acceptedAt, revokedAt, expiresAt } = invitation;
  if (acceptedAt !== null) return new Conflict(`The invitation ${id} has been accepted`);
  if (revokedAt !== null) return new Conflict(`The invitation ${id} has been revoked`);
  return new Conflict(`The invitation ${id} expired at ${expiresAt.toISOString()}`);
}

export const invitationOperations: Operations<InvitationRepository> = {
  create: {
    kind: 'write',
    atomic: true,
    takes: [
      record({
        id: uuid.optional(),
        teamId: uuid,
        email: indexedText,
        role: oneOf(teamRoles).optional(),
        tokenHash: text,
        invitedBy: uuid.nullable().optional(),
        expiresAt: instant,
      }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  findByTokenHash: { kind: 'read', takes: [text] },
  list: { kind: 'read', takes: [uuid] },
  accept: { kind: 'write', atomic: true, takes: [text, uuid, instant.optional()] },
  revoke: { kind: 'write', atomic: true, takes: [uuid] },
};
