/** What JSON can say. Keys of objects come in the order of `parseJson`. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Returns the value of a JSON text, with the keys of every object in the order of their code units (JavaScript itself puts keys
 * that are array indexes first, by number). One engine keeps the order of writing and the other has its own: this one holds
 * for both. Throws SyntaxError where the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  return sortKeys(JSON.parse(text));
}

/** Returns the value as JSON text without spaces, its keys in the order of `parseJson`. */
export function formatJson(value: JsonValue): string {
  return JSON.stringify(sortKeys(value));
}

/** Returns the same value with the keys of every object in the order of `parseJson`. */
export function sortKeys(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(sortKeys);
  const keys = Object.keys(value).sort();
  // An assignment to `__proto__` would make a prototype of it; fromEntries makes a key.
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key] ?? null)]));
}

/** Array.isArray does not narrow a readonly list. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
