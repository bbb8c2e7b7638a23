import { lowerAscii } from '../../sql/names.ts';
import { numeric, type Scalar, unknown } from './scalar.ts';

type Value = Exclude<Scalar, null>;
type Compute = (values: readonly Value[]) => Scalar;

/** Whole numbers stay whole, as both engines keep them. */
function arithmetic(
  whole: (a: bigint, b: bigint) => bigint,
  real: (a: number, b: number) => number,
): Compute {
  return (values) => {
    const numbers = values.map((value) => {
      if (typeof value === 'string') throw unknown;
      return numeric(value);
    });
    const [a, b] = numbers.length === 1 ? [0n, numbers[0]!] : [numbers[0] ?? 0n, numbers[1] ?? 0n];
    if (typeof a === 'bigint' && typeof b === 'bigint') return whole(a, b);
    return real(Number(a), Number(b));
  };
}

function ofText(compute: (text: string) => Scalar): Compute {
  return ([value]) => {
    if (typeof value !== 'string') throw unknown;
    return compute(value);
  };
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Outside ASCII it is the collation's business, and the engine's. */
function folded(fold: (text: string) => string): Compute {
  return ofText((text) => {
    if (!isAscii(text) && fold(text) !== text) throw unknown;
    return fold(text);
  });
}

function like(values: readonly Value[], flags: string): Scalar {
  const [text, pattern, escape = '\\'] = values;
  if (typeof text !== 'string' || typeof pattern !== 'string') throw unknown;
  const characters = [...pattern];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === escape && at + 1 < characters.length)
      source += escapeForPattern(characters[++at] ?? '');
    else source += character === '%' ? '.*' : character === '_' ? '.' : escapeForPattern(character);
  }
  return new RegExp(`^${source}$`, `su${flags}`).test(text);
}

/** What is worked out here, by name, where no argument is NULL. The engines agree on all of them. */
export const functions: Readonly<Record<string, Compute>> = {
  '+': arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  '-': arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '%': arithmetic(
    (a, b) => (b === 0n ? 0n : a % b),
    (a, b) => a % b,
  ),
  '||': (values) => values.map(String).join(''),
  abs: arithmetic(
    (_, b) => (b < 0n ? -b : b),
    (_, b) => Math.abs(b),
  ),
  length: ofText((text) => BigInt([...text].length)),
  char_length: ofText((text) => BigInt([...text].length)),
  character_length: ofText((text) => BigInt([...text].length)),
  octet_length: ofText((text) => BigInt(Buffer.byteLength(text))),
  lower: folded(lowerAscii),
  upper: folded((text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
  trim: ofText((text) => text.replace(/^ +| +$/g, '')),
  btrim: ofText((text) => text.replace(/^ +| +$/g, '')),
  // Where the two disagree on case the pattern is taken as PostgreSQL takes it.
  like: (values) => like(values, ''),
  ilike: (values) => like(values, 'i'),
  nullif: ([a, b]) => (a === b ? null : (a ?? null)),
};

function escapeForPattern(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`);
}
