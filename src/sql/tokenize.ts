import type { Engine } from '../core/engine.ts';
import { tokenizePostgres } from './postgres-tokens.ts';
import { tokenizeSqlite } from './sqlite-tokens.ts';
import type { Token } from './token.ts';

const lexers: Readonly<Record<Engine, (text: string) => readonly Token[]>> = {
  postgres: tokenizePostgres,
  sqlite: tokenizeSqlite,
};

/** Returns the tokens of a script as its engine cuts it, comments included. */
export function tokenize(engine: Engine, text: string): readonly Token[] {
  return lexers[engine](text);
}
