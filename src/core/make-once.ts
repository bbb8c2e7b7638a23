/**
 * Returns what gives the same value at every call, made at the first one: what nobody asks for costs nothing. What it was
 * made of is let go then.
 */
export function makeOnce<T>(make: () => T): () => T {
  let isMade = false;
  let value: T | null = null;
  let source: (() => T) | null = make;
  return () => {
    if (!isMade) {
      value = (source as () => T)();
      isMade = true;
      source = null;
    }
    return value as T;
  };
}
