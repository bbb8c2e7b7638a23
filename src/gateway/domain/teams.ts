import { teamStatuses } from './enums.ts';
import type { Operations } from './operation.ts';
import { indexedText, integer, oneOf, record, text, uuid } from './values.ts';

export type TeamStatus = (typeof teamStatuses)[number];

/** Those who share keys, budgets and a bill. */
export interface Team {
  readonly id: string;
  /** Lower case, unique. */
  readonly slug: string;
  readonly name: string;
  readonly status: TeamStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewTeam {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly slug: string;
  readonly name: string;
  /** Defaults to `active`. */
  readonly status?: TeamStatus | undefined;
}

export type TeamChange = Partial<Pick<Team, 'slug' | 'name' | 'status'>>;

/** For how long the requests of a team are kept. */
export interface RetentionPolicy {
  readonly teamId: string;
  /** 1 to 3650. */
  readonly logDays: number;
  /** 0 to `logDays`. */
  readonly payloadDays: number;
  readonly updatedAt: Date;
}

export type NewRetentionPolicy = Omit<RetentionPolicy, 'updatedAt'>;

export interface TeamRepository {
  /** Returns the new team, without members. Throws Conflict where the slug is taken. */
  create(team: NewTeam): Promise<Team>;
  /** Returns the team, or null. */
  find(id: string): Promise<Team | null>;
  findBySlug(slug: string): Promise<Team | null>;
  /** All of them, by slug. */
  list(): Promise<readonly Team[]>;
  /** Those whose name or slug holds the text, A to Z in either case; by slug. */
  search(text: string): Promise<readonly Team[]>;
  /** Returns the team as it is now. Throws NotFound, and Conflict where the slug is taken. */
  update(id: string, change: TeamChange): Promise<Team>;
  /** Removes it with its memberships, invitations, keys and budgets. Throws NotFound, and StillReferenced once it has usage. */
  remove(id: string): Promise<void>;
  /** Returns the policy that the team has from now on. Throws MissingReference. */
  setRetention(policy: NewRetentionPolicy): Promise<RetentionPolicy>;
  /** Returns the policy of a team, or null where it has none of its own. */
  findRetention(teamId: string): Promise<RetentionPolicy | null>;
  /** All of them, by the id of the team. */
  listRetention(): Promise<readonly RetentionPolicy[]>;
  /** Leaves the team to the settings of all. Throws NotFound where it has no policy of its own. */
  removeRetention(teamId: string): Promise<void>;
}

const status = oneOf(teamStatuses).optional();

export const teamOperations: Operations<TeamRepository> = {
  create: { kind: 'write', takes: [record({ id: uuid.optional(), slug: indexedText, name: text, status })] },
  find: { kind: 'read', takes: [uuid] },
  findBySlug: { kind: 'read', takes: [text] },
  list: { kind: 'read', takes: [] },
  search: { kind: 'read', takes: [text] },
  update: {
    kind: 'write',
    takes: [uuid, record({ slug: indexedText.optional(), name: text.optional(), status })],
  },
  remove: { kind: 'remove', takes: [uuid] },
  setRetention: {
    kind: 'write',
    takes: [record({ teamId: uuid, logDays: integer, payloadDays: integer })],
  },
  findRetention: { kind: 'read', takes: [uuid] },
  listRetention: { kind: 'read', takes: [] },
  removeRetention: { kind: 'remove', takes: [uuid] },
};
