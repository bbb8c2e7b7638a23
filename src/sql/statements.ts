import type { Engine } from '../core/engine.ts';
import { postgresBoundary } from './postgres-boundary.ts';
import { splitPlain } from './split-plain.ts';
import { sqliteBoundary } from './sqlite-boundary.ts';
import type { Token } from './token.ts';
import { tokenize, tokensOf } from './tokenize.ts';

/** One statement of a script, from its first token to its last, without the semicolon behind it. */
export interface Statement {
  readonly text: string;
  /** UTF-16 offset of the first token. */
  readonly start: number;
  /** UTF-16 offset behind the last token. */
  readonly end: number;
  /** Its tokens without comments: never empty. Those of a long statement take fifty times its length. */
  readonly tokens: readonly Token[];
  /** The first of them, 64 at least where there are so many: what tells one statement from another. */
  readonly head: readonly Token[];
  /** Returns them one after the other, for who looks at all and keeps none. */
  readonly walk: () => Iterable<Token>;
}

const boundaries: Readonly<Record<Engine, () => (token: Token) => boolean>> = {
  postgres: postgresBoundary,
  sqlite: sqliteBoundary,
};

/** A script is looked at several times in a row: refused, planned for, run. A large one is not kept in memory for that. */
const longestKept = 256_000;
const kept = new Map<Engine, { readonly text: string; readonly statements: readonly Statement[] }>();

/** Returns the statements of a script in order; empty where it holds only comments, white space and semicolons. */
export function splitStatements(engine: Engine, text: string): readonly Statement[] {
  const before = kept.get(engine);
  if (before?.text === text) return before.statements;
  const statements = split(engine, text);
  if (text.length <= longestKept) kept.set(engine, { text, statements });
  return statements;
}

function split(engine: Engine, text: string): readonly Statement[] {
  const statements: Statement[] = [];
  const keepsTokens = text.length <= longestKept;
  const add = (statement: string, start: number): void =>
    void statements.push(new SplitStatement(engine, statement, start, keepsTokens));
  if (splitPlain(text, add)) return statements;
  const endsAt = boundaries[engine]();
  let first: Token | undefined;
  let last: Token | undefined;
  const flush = (): void => {
    if (first === undefined || last === undefined) return;
    add(text.slice(first.start, last.end), first.start);
    first = undefined;
  };
  for (const token of tokensOf(engine, text)) {
    if (token.kind === 'comment') continue;
    if (endsAt(token)) flush();
    else {
      first ??= token;
      last = token;
    }
  }
  flush();
  return statements;
}

const headLength = 64;
/** The statement of a large script whose tokens were asked for last: several ask for the same, one behind the other. */
let latest: { readonly statement: Statement; readonly tokens: readonly Token[] } | null = null;

/** Cut into its tokens when somebody asks for them: those of a whole data script would take fifty times its length. */
class SplitStatement implements Statement {
  readonly text: string;
  readonly start: number;
  readonly #engine: Engine;
  readonly #keepsTokens: boolean;
  #tokens: readonly Token[] | null = null;

  constructor(engine: Engine, text: string, start: number, keepsTokens: boolean) {
    this.#engine = engine;
    this.text = text;
    this.start = start;
    this.#keepsTokens = keepsTokens;
  }

  get end(): number {
    return this.start + this.text.length;
  }

  get tokens(): readonly Token[] {
    if (this.#tokens !== null) return this.#tokens;
    if (latest?.statement === this) return latest.tokens;
    const tokens = tokenize(this.#engine, this.text)
      .filter(({ kind }) => kind !== 'comment')
      .map((token) => this.#placed(token));
    if (this.#keepsTokens) this.#tokens = tokens;
    else latest = this.text.length <= longestKept ? { statement: this, tokens } : null;
    return tokens;
  }

  get head(): readonly Token[] {
    return this.#isLong ? [...this.#walk().take(headLength)] : this.tokens;
  }

  walk(): Iterable<Token> {
    return this.#isLong ? this.#walk() : this.tokens;
  }

  get #isLong(): boolean {
    return this.text.length > longestKept;
  }

  *#walk(): Generator<Token, void> {
    for (const token of tokensOf(this.#engine, this.text))
      if (token.kind !== 'comment') yield this.#placed(token);
  }

  #placed(token: Token): Token {
    return { ...token, start: token.start + this.start, end: token.end + this.start };
  }
}
