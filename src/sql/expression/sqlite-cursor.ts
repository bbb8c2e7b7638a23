import { isKeyword, isSymbol, type Token } from '../token.ts';
import { Unreadable } from './opaque.ts';

/** Where a reader stands in its tokens. */
export class SqliteCursor {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get index(): number {
    return this.#index;
  }

  get isAtEnd(): boolean {
    return this.#index >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#index + ahead];
  }

  /** The key word `ahead` tokens on, in upper case; empty where no bare word stands there. */
  word(ahead = 0): string {
    const token = this.peek(ahead);
    return token?.kind === 'word' ? token.text.toUpperCase() : '';
  }

  next(): Token {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw new Unreadable();
    this.#index += 1;
    return token;
  }

  takeWord(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => isKeyword(this.peek(ahead), word))) return false;
    this.#index += words.length;
    return true;
  }

  takeSymbol(symbol: string): boolean {
    if (!isSymbol(this.peek(), symbol)) return false;
    this.#index += 1;
    return true;
  }

  needWord(word: string): void {
    if (!this.takeWord(word)) throw new Unreadable();
  }

  needSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw new Unreadable();
  }

  /** Goes behind the parenthesis that closes the one in front of the next token. */
  skipToClosing(): void {
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (isSymbol(token, '(')) depth += 1;
      if (isSymbol(token, ')')) depth -= 1;
    }
  }

  /** The tokens from an index up to here. */
  since(start: number): readonly Token[] {
    return this.#tokens.slice(start, this.#index);
  }
}
