import { credentialStatuses, providerKinds, providerStatuses } from './enums.ts';
import type { JsonValue } from './json.ts';
import type { Operations } from './operation.ts';
import { bytes, indexedText, integer, json, oneOf, record, text, uuid } from './values.ts';

export type ProviderKind = (typeof providerKinds)[number];
export type ProviderStatus = (typeof providerStatuses)[number];
export type CredentialStatus = (typeof credentialStatuses)[number];

/** Somebody who runs models and is called over HTTP. */
export interface Provider {
  readonly id: string;
  /** Lower case, unique. */
  readonly slug: string;
  readonly name: string;
  readonly kind: ProviderKind;
  readonly baseUrl: string;
  readonly status: ProviderStatus;
  readonly settings: JsonValue;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewProvider {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly slug: string;
  readonly name: string;
  readonly kind: ProviderKind;
  readonly baseUrl: string;
  /** Defaults to `enabled`. */
  readonly status?: ProviderStatus | undefined;
  /** Defaults to `{}`. */
  readonly settings?: JsonValue | undefined;
}

export type ProviderChange = Partial<
  Pick<Provider, 'slug' | 'name' | 'kind' | 'baseUrl' | 'status' | 'settings'>
>;

/** A secret with which a provider is called, sealed by the application. */
export interface ProviderCredential {
  readonly id: string;
  readonly providerId: string;
  /** Unique within its provider. */
  readonly label: string;
  readonly ciphertext: Uint8Array;
  readonly keyVersion: number;
  /** At most one of a provider is active. */
  readonly status: CredentialStatus;
  readonly createdAt: Date;
  readonly rotatedAt: Date | null;
}

export interface NewProviderCredential {
  readonly id?: string | undefined;
  readonly providerId: string;
  readonly label: string;
  readonly ciphertext: Uint8Array;
  /** Defaults to 1. */
  readonly keyVersion?: number | undefined;
}

export interface ProviderRepository {
  /** Returns the new provider. Throws Conflict where the slug is taken. */
  create(provider: NewProvider): Promise<Provider>;
  /** Returns the provider, or null. */
  find(id: string): Promise<Provider | null>;
  findBySlug(slug: string): Promise<Provider | null>;
  /** All of them, by slug. */
  list(): Promise<readonly Provider[]>;
  /** Those whose name or slug holds the text, A to Z in either case; by slug. */
  search(text: string): Promise<readonly Provider[]>;
  /** Returns the provider as it is now. Throws NotFound. */
  update(id: string, change: ProviderChange): Promise<Provider>;
  /** Removes it with its credentials. Throws NotFound, and StillReferenced while routes lead to it. */
  remove(id: string): Promise<void>;
  /** Adds a credential on standby. Throws MissingReference, Conflict for a label that the provider has. */
  addCredential(credential: NewProviderCredential): Promise<ProviderCredential>;
  /** Of one provider, by label. */
  listCredentials(providerId: string): Promise<readonly ProviderCredential[]>;
  /** Makes this one active and retires the one that was. Throws NotFound, Conflict for a retired one. */
  activateCredential(id: string): Promise<ProviderCredential>;
}

const change = record({
  slug: indexedText.optional(),
  name: text.optional(),
  kind: oneOf(providerKinds).optional(),
  baseUrl: text.optional(),
  status: oneOf(providerStatuses).optional(),
  settings: json.optional(),
});

export const providerOperations: Operations<ProviderRepository> = {
  create: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        slug: indexedText,
        name: text,
        kind: oneOf(providerKinds),
        baseUrl: text,
        status: oneOf(providerStatuses).optional(),
        settings: json.optional(),
      }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  findBySlug: { kind: 'read', takes: [text] },
  list: { kind: 'read', takes: [] },
  search: { kind: 'read', takes: [text] },
  update: { kind: 'write', takes: [uuid, change] },
  remove: { kind: 'remove', takes: [uuid] },
  addCredential: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        providerId: uuid,
        label: indexedText,
        ciphertext: bytes,
        keyVersion: integer.optional(),
      }),
    ],
  },
  listCredentials: { kind: 'read', takes: [uuid] },
  activateCredential: { kind: 'write', atomic: true, takes: [uuid] },
};
