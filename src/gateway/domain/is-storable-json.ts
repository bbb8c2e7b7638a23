/** SQLite's json_valid() takes no deeper nesting than 1000; PostgreSQL much deeper. */
const deepest = 1000;

/**
 * Whether a value is JSON that both engines keep as it is: finite numbers, texts without NUL and without half of a surrogate
 * pair, plain objects and arrays, at most 1000 deep.
 */
export function isStorableJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth === deepest) return false;
  if (Array.isArray(value)) return value.every((each) => isStorableJson(each, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(value).every(([key, each]) => isStorableText(key) && isStorableJson(each, depth + 1));
}

function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
