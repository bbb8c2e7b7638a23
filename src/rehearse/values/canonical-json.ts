import { canonicalNumber } from './canonical-number.ts';

/**
 * Returns JSON in one spelling: keys sorted, of repeated ones the last, numbers by value, no white space. Null where the
 * text is no JSON.
 */
export function canonicalJson(text: string): string | null {
  try {
    return write(JSON.parse(text, keepNumbers) as unknown);
  } catch {
    return null;
  }
}

/** A number by its digits: beyond 2^53 JavaScript would round it. */
class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

function keepNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number'
    ? new ExactNumber(canonicalNumber(context?.source ?? String(value)))
    : value;
}

function write(value: unknown): string {
  if (value instanceof ExactNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${write(entry)}`).join(',')}}`;
}
