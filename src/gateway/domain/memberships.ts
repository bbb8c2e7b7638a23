import { teamRoles } from './enums.ts';
import type { Operations } from './operation.ts';
import { Conflict } from './store-error.ts';
import type { TeamStatus } from './teams.ts';
import type { UserStatus } from './users.ts';
import { oneOf, record, uuid } from './values.ts';

export type TeamRole = (typeof teamRoles)[number];

/** What a user is in a team. */
export interface Membership {
  readonly teamId: string;
  readonly userId: string;
  readonly role: TeamRole;
  readonly createdAt: Date;
}

export interface NewMembership {
  readonly teamId: string;
  readonly userId: string;
  /** Defaults to `member`. */
  readonly role?: TeamRole | undefined;
}

/** A membership as the team sees it. */
export interface TeamMember extends Membership {
  readonly email: string;
  readonly displayName: string;
  readonly userStatus: UserStatus;
}

/** A membership as the user sees it. */
export interface UserTeam extends Membership {
  readonly slug: string;
  readonly name: string;
  readonly teamStatus: TeamStatus;
}

/** A team that has an owner keeps one: the last cannot leave, be demoted or be removed as a user, also by two at once. */
export interface MembershipRepository {
  /** Returns the new membership. Throws MissingReference, and Conflict for a user who is in the team. */
  add(membership: NewMembership): Promise<Membership>;
  /** Returns the membership, or null. */
  find(teamId: string, userId: string): Promise<Membership | null>;
  /** Of one team, by address of the user, A to Z in lower case. */
  listMembers(teamId: string): Promise<readonly TeamMember[]>;
  /** Of one user, by slug of the team. */
  listTeams(userId: string): Promise<readonly UserTeam[]>;
  /** Returns the membership as it is now. Throws NotFound, and Conflict where it would leave the team without an owner. */
  setRole(teamId: string, userId: string, role: TeamRole): Promise<Membership>;
  /** Throws NotFound, and Conflict where it would leave the team without an owner. */
  remove(teamId: string, userId: string): Promise<void>;
}

/** The refusal to leave a team without an owner. */
export function lastOwnerConflict(teamId: string, userId: string): Conflict {
  return new Conflict(
    `The user ${userId} is the last owner of the team ${teamId}: make another one owner first`,
  );
}

const role = oneOf(teamRoles);

export const membershipOperations: Operations<MembershipRepository> = {
  add: { kind: 'write', takes: [record({ teamId: uuid, userId: uuid, role: role.optional() })] },
  find: { kind: 'read', takes: [uuid, uuid] },
  listMembers: { kind: 'read', takes: [uuid] },
  listTeams: { kind: 'read', takes: [uuid] },
  setRole: { kind: 'write', atomic: true, takes: [uuid, uuid, role] },
  remove: { kind: 'remove', atomic: true, takes: [uuid, uuid] },
};
