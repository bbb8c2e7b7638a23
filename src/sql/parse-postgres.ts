/** Where PostgreSQL's own parser stopped: an offset into the text in UTF-16 units. */
export interface PostgresSyntaxError {
  readonly message: string;
  readonly offset: number;
}

/**
 * What PostgreSQL 18's parser says about a script: null where it takes it. The parser is loaded when first asked for
 * (about 30 ms), and stays behind this one file.
 */
export async function findPostgresSyntaxError(text: string): Promise<PostgresSyntaxError | null> {
  const { parse, SqlError } = await import('libpg-query');
  try {
    await parse(text);
    return null;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { message, cursorPosition } = error.sqlDetails ?? { message: error.message, cursorPosition: 0 };
    return { message, offset: utf16Offset(text, cursorPosition) };
  }
}

/** The parser counts code points from 0. */
function utf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; left--) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
