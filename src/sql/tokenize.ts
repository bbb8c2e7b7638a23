import type { Engine } from '../core/engine.ts';
import { postgresLexer } from './postgres-tokens.ts';
import { patternEnd } from './scan.ts';
import { sqliteLexer } from './sqlite-tokens.ts';
import type { Lexer, Token } from './token.ts';

const lexers: Readonly<Record<Engine, Lexer>> = { postgres: postgresLexer, sqlite: sqliteLexer };

/** Yields the tokens of a script as its engine cuts it, comments included, as far as they are asked for. */
export function* tokensOf(engine: Engine, text: string): Generator<Token, void> {
  const { space, scan } = lexers[engine];
  let start = patternEnd(space, text, 0);
  while (start < text.length) {
    const { kind, end } = scan(text, start);
    yield { kind, text: text.slice(start, end), start, end };
    start = patternEnd(space, text, end);
  }
}

/** Returns all tokens of a script. */
export function tokenize(engine: Engine, text: string): readonly Token[] {
  return [...tokensOf(engine, text)];
}
