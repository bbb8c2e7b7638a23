import type { LogicalName } from '../../parity/logical-type.ts';
import type { HeldValue } from '../snapshot/snapshot.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import { canonicalMoment } from '../values/canonical-moment.ts';
import { canonicalNumber } from '../values/canonical-number.ts';

/** A value with what its column means. */
export interface TypedValue {
  readonly meaning: LogicalName;
  readonly value: HeldValue;
}

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'real']);

/** True where a value that was kept in one type is the same value in another: 5 and '5', true and 1. */
export function isSameValue(a: TypedValue, b: TypedValue): boolean {
  if (a.value === b.value) return true;
  if (a.value === null || b.value === null || a.meaning === b.meaning) return false;
  const [left, right] = [spellings(a.meaning, a.value), spellings(b.meaning, b.value)];
  return left.some((spelling) => right.includes(spelling));
}

/** Every neutral text that a value can be meant by. */
function spellings(meaning: LogicalName, value: string): readonly string[] {
  if (numbers.has(meaning)) return [canonicalNumber(value)];
  if (meaning === 'boolean') return [value, value === 'true' ? '1' : '0'];
  if (meaning === 'bytes') return [value, Buffer.from(value, 'hex').toString()];
  if (meaning === 'timestamp' && /^-?\d+$/.test(value)) {
    const micros = BigInt(value);
    // A count in another unit, as a number column keeps it.
    return [`moment ${value}`, value, String(micros / 1_000n), String(micros / 1_000_000n)];
  }
  if (meaning === 'date') return [value, `moment ${canonicalMoment(value)}`];
  const moment = canonicalMoment(value);
  return [
    value,
    value.toLowerCase(),
    canonicalNumber(value),
    ...(moment === null ? [] : [`moment ${moment}`]),
    ...[canonicalJson(value) ?? []].flat(),
  ];
}
