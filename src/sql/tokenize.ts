import type { Engine } from '../core/engine.ts';
import { postgresLexer } from './postgres-tokens.ts';
import { patternEnd } from './scan.ts';
import { sqliteLexer } from './sqlite-tokens.ts';
import type { Lexer, Token } from './token.ts';

const lexers: Readonly<Record<Engine, Lexer>> = { postgres: postgresLexer, sqlite: sqliteLexer };

/** Yields the tokens of a script as its engine cuts it, comments included, as far as they are asked for. */
export function* tokensOf(engine: Engine, text: string): Generator<Token, void> {
  const lexer = lexers[engine];
  for (let token = nextToken(lexer, text, 0); token !== null; token = nextToken(lexer, text, token.end))
    yield token;
}

/** Returns all tokens of a script. */
export function tokenize(engine: Engine, text: string): readonly Token[] {
  const lexer = lexers[engine];
  const tokens: Token[] = [];
  // Not through the generator, which takes half as long again.
  for (let token = nextToken(lexer, text, 0); token !== null; token = nextToken(lexer, text, token.end))
    tokens.push(token);
  return tokens;
}

/** Returns the last token of a script, or null where it has none. */
export function lastToken(engine: Engine, text: string): Token | null {
  const lexer = lexers[engine];
  let last: Token | null = null;
  for (let token = nextToken(lexer, text, 0); token !== null; token = nextToken(lexer, text, token.end))
    last = token;
  return last;
}

function nextToken({ space, scan }: Lexer, text: string, from: number): Token | null {
  const start = patternEnd(space, text, from);
  if (start >= text.length) return null;
  const { kind, end } = scan(text, start);
  return { kind, text: text.slice(start, end), start, end };
}
