import { userRoles, userStatuses } from './enums.ts';
import type { Operations } from './operation.ts';
import { indexedText, oneOf, record, text, uuid } from './values.ts';

export type UserRole = (typeof userRoles)[number];
export type UserStatus = (typeof userStatuses)[number];

/** Somebody with an account. */
export interface User {
  readonly id: string;
  /** As it was given; unique whatever the case of A to Z. */
  readonly email: string;
  readonly displayName: string;
  /** Null for those who come through an issuer only. */
  readonly passwordHash: string | null;
  /** In the whole gateway; what one may do in a team is a matter of the membership. */
  readonly role: UserRole;
  readonly status: UserStatus;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewUser {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash?: string | null | undefined;
  /** Defaults to `member`. */
  readonly role?: UserRole | undefined;
  /** Defaults to `active`. */
  readonly status?: UserStatus | undefined;
}

export type UserChange = Partial<Pick<User, 'email' | 'displayName' | 'passwordHash' | 'role' | 'status'>>;

/** Under which name an issuer (an OpenID provider) knows a user. */
export interface UserIdentity {
  readonly issuer: string;
  /** Unique within its issuer; compared as it is, with its case. */
  readonly subject: string;
  readonly userId: string;
  readonly createdAt: Date;
}

export type NewUserIdentity = Omit<UserIdentity, 'createdAt'>;

export interface UserRepository {
  /** Returns the new user. Throws Conflict where the address is taken, in whatever case. */
  create(user: NewUser): Promise<User>;
  /** Returns the user, or null. */
  find(id: string): Promise<User | null>;
  /** A to Z of the address in either case. */
  findByEmail(email: string): Promise<User | null>;
  findByIdentity(issuer: string, subject: string): Promise<User | null>;
  /** All of them, by address, A to Z in lower case. */
  list(): Promise<readonly User[]>;
  /** Those whose address or name holds the text, A to Z in either case; in the order of `list`. */
  search(text: string): Promise<readonly User[]>;
  /** Returns the user as it is now. Throws NotFound, and Conflict where the address is taken. */
  update(id: string, change: UserChange): Promise<User>;
  /** Returns the user, suspended, and ends all sessions of the user. Throws NotFound. */
  suspend(id: string): Promise<User>;
  /** Returns the user with the present as the time of the last login. Throws NotFound. */
  recordLogin(id: string): Promise<User>;
  /**
   * Removes the user with identities, sessions, memberships, keys and budgets. Throws NotFound, StillReferenced once the user
   * has usage, and Conflict for the last owner of a team.
   */
  remove(id: string): Promise<void>;
  /** Throws MissingReference, and Conflict where the subject is taken or the user has one of this issuer. */
  addIdentity(identity: NewUserIdentity): Promise<UserIdentity>;
  /** Of one user, by issuer. */
  listIdentities(userId: string): Promise<readonly UserIdentity[]>;
  /** Throws NotFound. */
  removeIdentity(issuer: string, subject: string): Promise<void>;
}

const more = {
  passwordHash: text.nullable().optional(),
  role: oneOf(userRoles).optional(),
  status: oneOf(userStatuses).optional(),
};

export const userOperations: Operations<UserRepository> = {
  create: {
    kind: 'write',
    takes: [record({ id: uuid.optional(), email: indexedText, displayName: text, ...more })],
  },
  find: { kind: 'read', takes: [uuid] },
  findByEmail: { kind: 'read', takes: [text] },
  findByIdentity: { kind: 'read', takes: [text, text] },
  list: { kind: 'read', takes: [] },
  search: { kind: 'read', takes: [text] },
  update: {
    kind: 'write',
    takes: [uuid, record({ email: indexedText.optional(), displayName: text.optional(), ...more })],
  },
  suspend: { kind: 'write', atomic: true, takes: [uuid] },
  recordLogin: { kind: 'write', takes: [uuid] },
  remove: { kind: 'remove', atomic: true, takes: [uuid] },
  addIdentity: {
    kind: 'write',
    takes: [record({ issuer: indexedText, subject: indexedText, userId: uuid })],
  },
  listIdentities: { kind: 'read', takes: [uuid] },
  removeIdentity: { kind: 'remove', takes: [text, text] },
};
