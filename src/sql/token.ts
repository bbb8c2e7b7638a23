/** What a lexer can tell without a grammar. Key words are words; blobs and bit strings are strings. */
export type TokenKind =
  | 'word'
  | 'quoted-identifier'
  | 'string'
  | 'number'
  | 'parameter'
  | 'symbol'
  | 'comment';

/** A piece of a script. Between two tokens there is nothing but white space. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** UTF-16 offset of the first character. */
  readonly start: number;
  /** UTF-16 offset behind the last character. */
  readonly end: number;
}

/** What stands at an offset, and where it ends. */
export interface Scanned {
  readonly kind: TokenKind;
  readonly end: number;
}

/** How an engine cuts a text. Never throws. */
export interface Lexer {
  /** Sticky: what stands between two tokens. */
  readonly space: RegExp;
  readonly scan: (text: string, start: number) => Scanned;
}

/** True where the token is one of the key words (given in upper case); a quoted name never is. */
export function isKeyword(token: Token | undefined, ...keywords: readonly string[]): boolean {
  return token?.kind === 'word' && keywords.includes(token.text.toUpperCase());
}

/** True where the token is that symbol. */
export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}
