/**
 * Returns the text with A to Z in lower case and all else as it is: how the store compares text without case, on every
 * engine. SQLite folds no more than that, and what PostgreSQL folds beyond it depends on the locale of the server.
 */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
