import * as fc from 'fast-check';
import { z } from 'zod';
import type { Operation, OperationName } from '../../../src/gateway/domain/operation.ts';
import { operations } from '../../../src/gateway/domain/store.ts';
import { argumentsOf } from './arguments.ts';
import type { Walk } from './program.ts';

interface PagedMethod {
  readonly name: OperationName;
  /** Which argument says the page. */
  readonly at: number;
}

const isPage = (rule: z.ZodType): boolean =>
  rule instanceof z.ZodObject && 'after' in rule.shape && 'limit' in rule.shape;

/** Every method one of whose arguments says a page. */
export const pagedMethods: readonly PagedMethod[] = Object.entries(
  operations as Readonly<Record<string, Readonly<Record<string, Operation>>>>,
).flatMap(([port, of]) =>
  Object.entries(of)
    .map(([method, { takes }]): PagedMethod => ({ name: `${port}.${method}`, at: takes.findIndex(isPage) }))
    .filter(({ at }) => at !== -1),
);

/** So few on a page that ends of pages fall between rows of one moment. */
const walkedLimits = [1, 2, 3] as const;

/** Returns walks of one method, whatever it is asked for. */
export function walksOf({ name, at }: PagedMethod): fc.Arbitrary<Walk> {
  return fc
    .tuple(argumentsOf(name), fc.constantFrom(...walkedLimits))
    .map(([args, limit]): Walk => ({ kind: 'walk', call: { name, args: args.with(at, { limit }) }, at }));
}

/** Over all that is there, each method with each limit. */
export const wholeWalks: readonly Walk[] = pagedMethods.flatMap(({ name, at }) => {
  const [port = '', method = ''] = name.split('.');
  const of = (operations as unknown as Record<string, Record<string, Operation>>)[port]?.[method];
  const anything: readonly unknown[] = (of?.takes ?? []).map(() => ({}));
  return walkedLimits.map((limit) => ({
    kind: 'walk',
    call: { name, args: anything.with(at, { limit }) },
    at,
  }));
});
