import type { Operations } from './operation.ts';
import { instant, micros, record, uuid } from './values.ts';

/** What the tokens of a model cost from a moment on, until the next price of the model begins: millionths of a US dollar. */
export interface Price {
  readonly id: string;
  readonly modelId: string;
  /** The price is in force at this very moment already. Unique within its model. */
  readonly effectiveFrom: Date;
  /** Per million tokens, like the others; 0 to 2^53 − 1. */
  readonly inputMicrosPerMtok: number;
  readonly cachedInputMicrosPerMtok: number;
  readonly outputMicrosPerMtok: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

export interface NewPrice {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly modelId: string;
  readonly effectiveFrom: Date;
  readonly inputMicrosPerMtok: number;
  readonly cachedInputMicrosPerMtok: number;
  readonly outputMicrosPerMtok: number;
  readonly createdBy?: string | null | undefined;
}

/** Prices are never changed: another one begins. */
export interface PriceRepository {
  /** Returns the new price. Throws MissingReference, and Conflict where one of the model begins at the same moment. */
  add(price: NewPrice): Promise<Price>;
  /** Returns the price, or null. */
  find(id: string): Promise<Price | null>;
  /** The price of a model that is in force at a moment; null before its first one. */
  priceAt(modelId: string, at: Date): Promise<Price | null>;
  /** Of one model, by the moment from which they hold. */
  list(modelId: string): Promise<readonly Price[]>;
  /** Takes a price away that was never used; the one before holds on. Throws NotFound, and StillReferenced once it was used. */
  remove(id: string): Promise<void>;
}

export const priceOperations: Operations<PriceRepository> = {
  add: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        modelId: uuid,
        effectiveFrom: instant,
        inputMicrosPerMtok: micros,
        cachedInputMicrosPerMtok: micros,
        outputMicrosPerMtok: micros,
        createdBy: uuid.nullable().optional(),
      }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  priceAt: { kind: 'read', takes: [uuid, instant] },
  list: { kind: 'read', takes: [uuid] },
  remove: { kind: 'remove', takes: [uuid] },
};
