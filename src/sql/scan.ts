/** What both lexers share: both engines take the same characters for words. */

const wordCharacters = characterTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789$');

/** True where a word may begin with this UTF-16 unit: a letter, an underscore, anything beyond ASCII. */
export function startsWord(code: number): boolean {
  return isWordCharacter(code) && code !== 0x24 && !isDigit(code);
}

/** True where a word may go on with this UTF-16 unit. */
export function isWordCharacter(code: number): boolean {
  return code >= 0x80 || wordCharacters[code] === 1;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Returns where the word at `start` ends. */
export function wordEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end += 1;
  return end;
}

/** Returns where the quoted piece that opens at `start` ends (a doubled quote stands for itself), or the text's end. */
export function quoteEnd(text: string, start: number, quote: string): number {
  let close = text.indexOf(quote, start + 1);
  while (close !== -1 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
  return close === -1 ? text.length : close + 1;
}

/** Returns where a match of the sticky pattern at `start` ends, or `start` where nothing matches. */
export function patternEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

/** A table of the ASCII characters: 1 for those given. */
export function characterTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
