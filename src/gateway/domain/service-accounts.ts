import { serviceAccountStatuses } from './enums.ts';
import type { Operations } from './operation.ts';
import { indexedText, oneOf, record, text, uuid } from './values.ts';

export type ServiceAccountStatus = (typeof serviceAccountStatuses)[number];

/** A program that has keys of its own; its team is billed. */
export interface ServiceAccount {
  readonly id: string;
  readonly teamId: string;
  /** Unique within its team, with its case. */
  readonly name: string;
  readonly description: string | null;
  /** The keys of a suspended one are not active. */
  readonly status: ServiceAccountStatus;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewServiceAccount {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly teamId: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  /** Defaults to `active`. */
  readonly status?: ServiceAccountStatus | undefined;
  readonly createdBy?: string | null | undefined;
}

export type ServiceAccountChange = Partial<Pick<ServiceAccount, 'name' | 'description' | 'status'>>;

export interface ServiceAccountRepository {
  /** Returns the new account. Throws MissingReference, and Conflict where the team has one of this name. */
  create(account: NewServiceAccount): Promise<ServiceAccount>;
  /** Returns the account, or null. */
  find(id: string): Promise<ServiceAccount | null>;
  /** Of one team, by name. */
  list(teamId: string): Promise<readonly ServiceAccount[]>;
  /** Returns the account as it is now. Throws NotFound, and Conflict where the team has another of this name. */
  update(id: string, change: ServiceAccountChange): Promise<ServiceAccount>;
  /** Removes it with its keys. Throws NotFound, and StillReferenced once one of them was used. */
  remove(id: string): Promise<void>;
}

const more = {
  description: text.nullable().optional(),
  status: oneOf(serviceAccountStatuses).optional(),
};

export const serviceAccountOperations: Operations<ServiceAccountRepository> = {
  create: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        teamId: uuid,
        name: indexedText,
        createdBy: uuid.nullable().optional(),
        ...more,
      }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  list: { kind: 'read', takes: [uuid] },
  update: { kind: 'write', takes: [uuid, record({ name: indexedText.optional(), ...more })] },
  remove: { kind: 'remove', takes: [uuid] },
};
