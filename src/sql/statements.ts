import type { Engine } from '../core/engine.ts';
import { postgresBoundary } from './postgres-boundary.ts';
import { sqliteBoundary } from './sqlite-boundary.ts';
import type { Token } from './token.ts';
import { tokensOf } from './tokenize.ts';

/** One statement of a script, from its first token to its last, without the semicolon behind it. */
export interface Statement {
  readonly text: string;
  /** UTF-16 offset of the first token. */
  readonly start: number;
  /** UTF-16 offset behind the last token. */
  readonly end: number;
  /** Its tokens without comments: never empty. */
  readonly tokens: readonly Token[];
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
  const endsAt = boundaries[engine]();
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  const flush = (): void => {
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) return;
    statements.push({ text: text.slice(first.start, last.end), start: first.start, end: last.end, tokens });
    tokens = [];
  };
  for (const token of tokensOf(engine, text)) {
    if (token.kind === 'comment') continue;
    if (endsAt(token)) flush();
    else tokens.push(token);
  }
  flush();
  return statements;
}
