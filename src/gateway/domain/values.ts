import { z } from 'zod';
import { isStorableJson } from './is-storable-json.ts';
import type { JsonValue } from './json.ts';

/**
 * The kinds of values that a repository takes. Both engines would judge most of them, each in its own way (a NUL is an error
 * on one and the end of the text on the other), so they are judged here, once, before an engine sees them. Ranges and rules
 * of tables are left to the tables.
 */

/** A UUID in lower case, as both engines give it back. */
export const uuid: z.ZodType<string> = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'is not a UUID in lower case');

/** Text that both engines keep as it is: no NUL, no half of a surrogate pair. */
export const text: z.ZodType<string> = z
  .string()
  .refine((value) => !value.includes('\0'), 'holds a NUL')
  .refine((value) => value.isWellFormed(), 'holds half of a surrogate pair');

const longestIndexed = 300;

/** Text that an index holds, whole: a row of an index of PostgreSQL is no longer than a third of a page, SQLite has no limit. */
export const indexedText: z.ZodType<string> = text.refine(
  ({ length }) => length <= longestIndexed,
  `has more than ${longestIndexed} letters`,
);

/** A whole number within ±(2^53 − 1). Minus zero becomes zero. */
export const integer: z.ZodType<number> = z
  .number()
  .refine(Number.isSafeInteger, 'is not a whole number within ±9007199254740991')
  .transform((value) => value + 0);

/** Money: millionths of a US dollar. */
export const micros: z.ZodType<number> = integer.describe('micros');

/** A moment with milliseconds, in the years 1 to 9999. */
export const instant: z.ZodType<Date> = z
  .date()
  .refine((value) => value.getTime() >= -62_135_596_800_000, 'is before the year 1')
  .refine((value) => value.getTime() <= 253_402_300_799_999, 'is after the year 9999');

export const flag: z.ZodType<boolean> = z.boolean();

export const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

/** What JSON can say, as both engines keep it. The value itself goes on: a copy would lose a key `__proto__`. */
export const json: z.ZodType<JsonValue> = z.custom<JsonValue>(
  (value) => isStorableJson(value),
  'is not JSON that both engines keep',
);

/** How many rows a page may hold. */
export const pageSize: z.ZodType<number> = z.int().min(1).max(1000);

/** Returns the rules of an object that knows these keys alone. */
export const record = <const Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape);

/** Of a list of names. */
export const oneOf = <const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodType<Names[number]> => z.enum(names) as unknown as z.ZodType<Names[number]>;
