import { unquote } from '../names.ts';
import { isKeyword, isSymbol, type Token } from '../token.ts';
import { tokenize } from '../tokenize.ts';

/** Tokens of one statement with a place in them. Comments are left out. Reading beyond the end finds nothing. */
export class Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  index = 0;

  constructor(text: string, tokens?: readonly Token[]) {
    this.text = text;
    this.tokens = tokens ?? tokenize('sqlite', text).filter(({ kind }) => kind !== 'comment');
  }

  get token(): Token | undefined {
    return this.tokens[this.index];
  }

  get isAtEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  /** The word here in upper case, empty where none is. */
  get word(): string {
    const { token } = this;
    return token?.kind === 'word' ? token.text.toUpperCase() : '';
  }

  isAt(...keywords: readonly string[]): boolean {
    return isKeyword(this.token, ...keywords);
  }

  isAtSymbol(symbol: string): boolean {
    return isSymbol(this.token, symbol);
  }

  /** Goes behind the key words (in upper case) where all of them stand here in this order. */
  take(...keywords: readonly string[]): boolean {
    const areHere = keywords.every((keyword, offset) => isKeyword(this.tokens[this.index + offset], keyword));
    if (areHere) this.index += keywords.length;
    return areHere;
  }

  takeSymbol(symbol: string): boolean {
    const isHere = this.isAtSymbol(symbol);
    if (isHere) this.index += 1;
    return isHere;
  }

  /** Goes behind a name and returns it as it is written, without quotes; null where none stands here. */
  takeName(): string | null {
    const name = nameOf(this.token);
    if (name !== null) this.index += 1;
    return name;
  }

  /** `a` or `main.a`: the last part. */
  takeQualifiedName(): string | null {
    const first = this.takeName();
    return first !== null && this.takeSymbol('.') ? this.takeName() : first;
  }

  /** Goes behind what stands in parentheses and returns it, or null where no parenthesis opens here. */
  takeGroup(): Cursor | null {
    if (!this.isAtSymbol('(')) return null;
    const start = this.index + 1;
    this.skip();
    const isClosed = isSymbol(this.tokens[this.index - 1], ')');
    return this.#part(start, isClosed ? this.index - 1 : this.index);
  }

  /** Goes over one token, or over all that a parenthesis holds. */
  skip(): void {
    let depth = 0;
    do {
      if (this.isAtSymbol('(')) depth += 1;
      else if (this.isAtSymbol(')')) depth -= 1;
      this.index += 1;
    } while (depth > 0 && !this.isAtEnd);
  }

  /** Goes to the end and returns what stands between commas outside of parentheses. */
  takeList(): readonly Cursor[] {
    const items: Cursor[] = [];
    while (!this.isAtEnd) {
      const start = this.index;
      while (!this.isAtEnd && !this.isAtSymbol(',')) this.skip();
      items.push(this.#part(start, this.index));
      this.index += 1;
    }
    return items;
  }

  /** Goes to the token of that index and returns what was passed. */
  takeUntil(end: number): Cursor {
    const start = this.index;
    this.index = end;
    return this.#part(start, end);
  }

  /** The text from the first to the last token, as it is written. */
  get written(): string {
    const first = this.tokens[0];
    const last = this.tokens.at(-1);
    return first === undefined || last === undefined ? '' : this.text.slice(first.start, last.end);
  }

  #part(start: number, end: number): Cursor {
    return new Cursor(this.text, this.tokens.slice(start, end));
  }
}

/** Returns the name that a token stands for, or null: SQLite takes a string for a name, but not a blob. */
export function nameOf(token: Token | undefined): string | null {
  if (token === undefined) return null;
  if (token.kind === 'word') return token.text;
  if (token.kind === 'quoted-identifier') return unquote(token.text);
  return token.kind === 'string' && token.text.startsWith("'") ? unquote(token.text) : null;
}
