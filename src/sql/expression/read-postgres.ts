import { loadPostgresExpressions, type Node } from '../parse-postgres.ts';
import type { Expression } from './expression.ts';
import { opaque, Unreadable } from './opaque.ts';
import { readPostgresTree } from './postgres-tree.ts';
import { readShortPostgres } from './short-postgres.ts';

/** Returns what each text means; one that cannot be read is `opaque` as a whole. */
export type ReadExpressions = (texts: readonly string[]) => readonly Expression[];

/** Returns the reader of PostgreSQL's expressions, with its parser loaded. Many texts at once are read faster. */
export async function loadPostgresReader(): Promise<ReadExpressions> {
  const parse = await loadPostgresExpressions();
  return (texts) => {
    const short = texts.map(readShortPostgres);
    const trees = parse(texts.filter((_text, index) => short[index] === null)).values();
    return texts.map((text, index) => short[index] ?? readTree(trees.next().value ?? null, text));
  };
}

function readTree(tree: Node | null, text: string): Expression {
  if (tree === null) return opaque('postgres', text);
  try {
    return readPostgresTree(tree);
  } catch (error) {
    if (error instanceof Unreadable) return opaque('postgres', text);
    throw error;
  }
}
