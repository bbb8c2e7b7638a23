import type { z } from 'zod';

/** What a repository was asked to do, for messages: `teams.create`. */
export type OperationName = `${string}.${string}`;

/**
 * What a method of a port does. `read` changes nothing; `remove` takes rows away, so that a broken foreign key means that the
 * row is still referred to; anything else writes.
 */
export type OperationKind = 'read' | 'write' | 'remove';

/** How one method of a port is called: the same on every engine. */
export interface Operation {
  readonly kind: OperationKind;
  /** Of several statements: they run in one transaction, that of the unit of work where there is one. */
  readonly atomic?: true;
  /** The rules of its arguments, in order. */
  readonly takes: readonly z.ZodType[];
}

/** Every method of a port with how it is called. */
export type Operations<P> = { readonly [M in keyof P]: Operation };
