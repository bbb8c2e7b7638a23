import type { z } from 'zod';
import { oneOf, record, uuid } from './values.ts';

/** Somebody or something that others belong to: what kind it is of, and its id. */
export interface OwnerOf<Kind extends string> {
  readonly kind: Kind;
  readonly id: string;
}

/** Who pays: budgets and the lines of the ledger belong to one. */
export type BilledOwner = OwnerOf<'user' | 'team'>;

/** Returns the rules of an owner of one of these kinds. */
export const ownerOf = <const Kinds extends readonly [string, ...string[]]>(
  ...kinds: Kinds
): z.ZodType<OwnerOf<Kinds[number]>> => record({ kind: oneOf(kinds), id: uuid });

export const billedOwner: z.ZodType<BilledOwner> = ownerOf('user', 'team');
