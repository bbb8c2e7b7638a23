import { modalities, modelStatuses } from './enums.ts';
import type { JsonValue } from './json.ts';
import type { Operations } from './operation.ts';
import { indexedText, integer, json, oneOf, record, text, uuid } from './values.ts';

export type Modality = (typeof modalities)[number];
export type ModelStatus = (typeof modelStatuses)[number];

/** What clients ask for by name; routes lead from it to providers. */
export interface Model {
  readonly id: string;
  /** Lower case, unique. */
  readonly slug: string;
  readonly name: string;
  readonly modality: Modality;
  readonly contextTokens: number;
  readonly maxOutputTokens: number | null;
  readonly capabilities: JsonValue;
  readonly status: ModelStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewModel {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly slug: string;
  readonly name: string;
  /** Defaults to `chat`. */
  readonly modality?: Modality | undefined;
  readonly contextTokens: number;
  readonly maxOutputTokens?: number | null | undefined;
  /** Defaults to `[]`. */
  readonly capabilities?: JsonValue | undefined;
  /** Defaults to `available`. */
  readonly status?: ModelStatus | undefined;
}

export type ModelChange = Partial<Omit<Model, 'id' | 'createdAt' | 'updatedAt'>>;

/** One more name of a model. */
export interface ModelAlias {
  /** Lower case, unique among aliases. */
  readonly alias: string;
  readonly modelId: string;
  readonly createdAt: Date;
}

export type NewModelAlias = Omit<ModelAlias, 'createdAt'>;

export interface ModelRepository {
  /** Returns the new model. Throws Conflict where the slug is taken. */
  create(model: NewModel): Promise<Model>;
  /** Returns the model, or null. */
  find(id: string): Promise<Model | null>;
  findBySlug(slug: string): Promise<Model | null>;
  /** The model with this slug, else the one with this alias; A to Z in either case. */
  resolve(name: string): Promise<Model | null>;
  /** All of them, by slug. */
  list(): Promise<readonly Model[]>;
  /** Those whose name or slug holds the text, A to Z in either case; by slug. */
  search(text: string): Promise<readonly Model[]>;
  /** Returns the model as it is now. Throws NotFound, and Conflict where the slug is taken. */
  update(id: string, change: ModelChange): Promise<Model>;
  /** Removes it with its aliases, routes and grants. Throws NotFound, and StillReferenced while it has prices or usage. */
  remove(id: string): Promise<void>;
  /** Throws MissingReference, and Conflict for an alias of this or another model. A slug of the same name goes before it. */
  addAlias(alias: NewModelAlias): Promise<ModelAlias>;
  /** Of one model, by alias. */
  listAliases(modelId: string): Promise<readonly ModelAlias[]>;
  /** Throws NotFound. */
  removeAlias(alias: string): Promise<void>;
}

const more = {
  modality: oneOf(modalities).optional(),
  maxOutputTokens: integer.nullable().optional(),
  capabilities: json.optional(),
  status: oneOf(modelStatuses).optional(),
};

export const modelOperations: Operations<ModelRepository> = {
  create: {
    kind: 'write',
    takes: [record({ id: uuid.optional(), slug: indexedText, name: text, contextTokens: integer, ...more })],
  },
  find: { kind: 'read', takes: [uuid] },
  findBySlug: { kind: 'read', takes: [text] },
  resolve: { kind: 'read', takes: [text] },
  list: { kind: 'read', takes: [] },
  search: { kind: 'read', takes: [text] },
  update: {
    kind: 'write',
    takes: [
      uuid,
      record({
        slug: indexedText.optional(),
        name: text.optional(),
        contextTokens: integer.optional(),
        ...more,
      }),
    ],
  },
  remove: { kind: 'remove', takes: [uuid] },
  addAlias: { kind: 'write', takes: [record({ alias: indexedText, modelId: uuid })] },
  listAliases: { kind: 'read', takes: [uuid] },
  removeAlias: { kind: 'remove', takes: [text] },
};
