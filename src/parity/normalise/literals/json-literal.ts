/** Returns a JSON text with sorted keys and no white space, or null where the text is no JSON. */
export function plainJson(text: string): string | null {
  // Beyond what a double holds, the digits are the value.
  if (/\d{16}|\d[eE.]\d{12}/.test(text)) return null;
  try {
    return JSON.stringify(sortKeys(JSON.parse(text)));
  } catch {
    return null;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sortKeys(part)] as const);
  return Object.fromEntries(entries.toSorted(([first], [second]) => (first < second ? -1 : 1)));
}

/** Returns PostgreSQL's array literal (`{a,"b c",NULL}`) as a JSON array, or null where it is none of one dimension. */
export function arrayToJson(text: string, hasNumbers: boolean): string | null {
  const inner = /^\s*\{([^]*)\}\s*$/.exec(text)?.[1]?.trim();
  if (inner === undefined) return null;
  if (inner === '') return '[]';
  const items: unknown[] = [];
  const item = /\s*(?:"((?:[^"\\]|\\[^])*)"|([^",{}\\]+?))\s*(?:,|$)/y;
  while (item.lastIndex < inner.length) {
    const match = item.exec(inner);
    if (match === null) return null;
    const [, quoted, bare = ''] = match;
    if (quoted !== undefined) items.push(quoted.replace(/\\([^])/g, '$1'));
    else if (/^null$/i.test(bare)) items.push(null);
    else items.push(hasNumbers && /^-?\d{1,15}(?:\.\d{1,10})?$/.test(bare) ? Number(bare) : bare);
  }
  return JSON.stringify(items);
}
