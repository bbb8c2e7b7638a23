/** The longest identifier that PostgreSQL keeps: it cuts others there without a word. */
export const longestIdentifier: number = 63;

/** The side table of a history has its name with `_state` behind it. */
export const longestHistory: number = longestIdentifier - '_state'.length;

/** Whether an engine takes the text for a name, between quotes, and keeps all of it. */
export function isIdentifier(value: string, longest: number): boolean {
  return value !== '' && !value.includes('\0') && Buffer.byteLength(value) <= longest;
}
