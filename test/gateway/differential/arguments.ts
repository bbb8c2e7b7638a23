import * as fc from 'fast-check';
import type { z } from 'zod';
import type { OperationName } from '../../../src/gateway/domain/operation.ts';
import { operations } from '../../../src/gateway/domain/store.ts';
import { formatCursor } from '../../../src/gateway/domain/page.ts';
import { bytes, uuid } from '../../../src/gateway/domain/values.ts';
import { type IdKind, idsOf, kindsOfArgument, kindsOfKey, madeIds } from './ids.ts';
import * as pool from './values.ts';

/** The rules of an argument as zod holds them, as far as they are looked into here. */
interface Rule {
  readonly safeParse: (value: unknown) => { readonly success: boolean };
  readonly def: {
    readonly type: string;
    readonly innerType?: Rule;
    readonly element?: Rule;
    readonly shape?: Readonly<Record<string, Rule>>;
    readonly entries?: Readonly<Record<string, string>>;
  };
}

/** Where a rule stands: the name that says most about what is meant. */
interface Place {
  readonly key: string;
  /** What an id here, or the property `id`, refers to. */
  readonly kinds: readonly IdKind[];
  /** An id here is that of a row which is made. */
  readonly isNew?: boolean;
}

type Values = fc.Arbitrary<unknown>;
type Weighed = readonly [weight: number, values: readonly unknown[]];

/** The first share stands for what a counterexample shrinks to. */
function pick(...shares: readonly Weighed[]): Values {
  const filled = shares.filter(([weight, values]) => weight > 0 && values.length > 0);
  return fc.oneof(
    { withCrossShrink: true },
    ...filled.map(([weight, values]) => ({ weight: weight * 2, arbitrary: fc.constantFrom(...values) })),
  );
}

/** Values of another kind are refused before an engine sees them: few are enough. */
const rarely = (values: Values): Values =>
  fc.oneof(
    { weight: 150, arbitrary: values },
    { weight: 1, arbitrary: fc.constantFrom(...pool.wrongValues) },
  );

const anyJson = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
const everyId = [...Object.values(idsOf).flat(), ...madeIds];

/** Of what is there at first mostly; `isNew`: of what is not. */
function idOf(kinds: readonly IdKind[], isNew = false): Values {
  const first = kinds.flatMap((kind) => idsOf[kind].slice(0, 2));
  const more = kinds.flatMap((kind) => idsOf[kind].slice(2));
  return pick(
    [isNew ? 6 : 30, first],
    [isNew ? 30 : 10, more],
    [isNew ? 0 : 10, madeIds],
    [1, everyId],
    [0.5, [everyId[0]!.toUpperCase(), `{${everyId[0]}}`, everyId[0]!.replaceAll('-', ''), 'x']],
  );
}

const cursors = pool.usualMoments
  .slice(0, 4)
  .flatMap((at) =>
    [...idsOf.request.slice(0, 3), ...idsOf.line.slice(0, 2), ...madeIds.slice(0, 2)].map((id) =>
      formatCursor({ at, id }),
    ),
  );

function textOf(rule: Rule, { key }: Place): Values {
  if (key === 'after') return pick([8, cursors], [1, ['', 'x', cursors[0]!.slice(1)]]);
  const usual = pool.usualTexts(key).filter((text) => rule.safeParse(text).success);
  // A rule that knows a form of its own takes none of the usual texts.
  const known = usual.length > 0 ? usual : pool.usualTexts('keyHash');
  return pick(
    [40, known],
    [10, pool.oddTexts],
    [6, pool.plainTexts],
    [2, [pool.longText]],
    [1, pool.brokenTexts],
  );
}

const absent = Symbol('absent');

/** One in so many is there. */
const orAbsent = (values: Values, oneIn: number): Values =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: fc.constant(absent) },
    { weight: 1, arbitrary: values },
  );

function recordOf({ def }: Rule, place: Place): Values {
  const shape = def.shape ?? {};
  const keys = Object.keys(shape);
  if (keys.join() === 'kind,id') return ownerOf(shape);
  const values = Object.entries(shape).map(([key, rule]) => {
    const kinds = key === 'id' ? place.kinds : kindsOfKey(key);
    return [key, valueOf(rule, { key, kinds, isNew: key === 'id' })] as const;
  });
  const isOptional = (key: string): boolean => shape[key]?.def.type === 'optional';
  // A filter of many conditions would let nothing through, a change of many parts would break some rule.
  const oneIn = keys.includes('from') ? 8 : 3;
  const record = fc
    .record(
      Object.fromEntries(
        values.map(([key, value]) => [key, isOptional(key) ? orAbsent(value, oneIn) : value]),
      ),
    )
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== absent)));
  return fc.oneof(
    { weight: 100, arbitrary: record },
    { weight: 1, arbitrary: record.map((value) => ({ ...value, extra: 1 })) },
  );
}

/** A kind and an id of that kind, or of another one. */
function ownerOf(shape: Readonly<Record<string, Rule>>): Values {
  const kinds = Object.values(shape['kind']?.def.entries ?? {});
  const own = (kind: string): Values =>
    fc.record({ kind: fc.constant(kind), id: idOf(kindsOfKey(kind)) }, { noNullPrototype: true });
  const any = fc.record(
    { kind: pick([9, kinds], [1, ['nobody']]), id: idOf(kindsOfKey('owner')) },
    { noNullPrototype: true },
  );
  return fc.oneof(...kinds.map((kind) => ({ weight: 10, arbitrary: own(kind) })), {
    weight: 1,
    arbitrary: any,
  });
}

const makers: Readonly<Record<string, (rule: Rule, place: Place) => Values>> = {
  optional: (rule, place) => {
    const value = valueOf(rule.def.innerType!, place);
    return fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 12, arbitrary: value });
  },
  nullable: (rule, place) =>
    fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 4, arbitrary: valueOf(rule.def.innerType!, place) },
    ),
  object: recordOf,
  array: (rule, place) => fc.array(valueOf(rule.def.element!, place), { maxLength: 3 }),
  enum: (rule) => rarely(pick([60, Object.values(rule.def.entries ?? {})], [1, ['unknown', 'ACTIVE']])),
  string: (rule, place) =>
    rarely(rule === (uuid as unknown) ? idOf(place.kinds, place.isNew) : textOf(rule, place)),
  // A whole number, whose minus zero is made zero.
  pipe: (_, { key }) => rarely(pick([14, pool.usualNumbers(key)], [3, pool.oddNumbers])),
  number: () => rarely(pick([12, [1, 2, 1, 2, 3, 1000]], [1, [0, -1, 1.5, 1001, 10_001, Number.NaN]])),
  date: () => rarely(pick([20, pool.usualMoments], [2, pool.oddMoments])),
  boolean: () => rarely(fc.boolean()),
  custom: (rule) =>
    rarely(
      rule === (bytes as unknown)
        ? pick([1, pool.someBytes])
        : fc.oneof(
            { weight: 6, arbitrary: fc.constantFrom(...pool.usualJsons) },
            { weight: 3, arbitrary: fc.constantFrom(...pool.oddJsons) },
            { weight: 1, arbitrary: anyJson },
          ),
    ),
};

function valueOf(rule: Rule, place: Place): Values {
  const make = makers[rule.def.type];
  if (make === undefined) throw new Error(`No values are known for rules of the type ${rule.def.type}`);
  return make(rule, place);
}

/** Returns the arguments of a method: what its rules take, at their edges and beyond, drawn from few values. */
export function argumentsOf(name: OperationName): fc.Arbitrary<unknown[]> {
  const [port = '', method = ''] = name.split('.');
  const { takes } = (
    operations as unknown as Record<string, Record<string, { takes: readonly z.ZodType[] }>>
  )[port]![method]!;
  const values = takes.map((rule, index) => {
    const kinds = kindsOfArgument(port, method, index);
    return valueOf(rule as unknown as Rule, { key: name, kinds });
  });
  return fc.tuple(...values);
}
