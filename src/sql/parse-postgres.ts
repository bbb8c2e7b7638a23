import type { Node, ParseResult } from 'libpg-query';
import { postgresPieces } from './postgres-pieces.ts';

export type {
  A_ArrayExpr,
  A_Const,
  A_Expr,
  A_Indirection,
  BoolExpr,
  BooleanTest,
  CaseExpr,
  CoalesceExpr,
  CollateClause,
  ColumnRef,
  FuncCall,
  JsonIsPredicate,
  MinMaxExpr,
  Node,
  NullTest,
  RowExpr,
  SQLValueFunction,
  TypeCast,
  TypeName,
} from 'libpg-query';

/** Where PostgreSQL's own parser stopped: an offset into the text in UTF-16 units. */
export interface PostgresSyntaxError {
  readonly message: string;
  readonly offset: number;
}

/** The parser takes fifteen times the length of what it reads. */
const longestWhole = 1_000_000;

/**
 * What PostgreSQL 18's parser says about a script: null where it takes it. The parser is loaded when first asked for
 * (about 30 ms), and stays behind this one file. A script longer than `whole`, which defaults to a million characters,
 * is read in pieces; what it refuses in one of them, it is asked about in the script itself.
 */
export async function findPostgresSyntaxError(
  text: string,
  whole: number = longestWhole,
): Promise<PostgresSyntaxError | null> {
  if (text.length <= whole) return judge(text);
  for (const piece of postgresPieces(text, whole)) {
    if ((await judge(piece.text)) === null) continue;
    const error = await judge(text.slice(piece.from));
    return error && { ...error, offset: piece.from + error.offset };
  }
  return null;
}

async function judge(text: string): Promise<PostgresSyntaxError | null> {
  const { parse, SqlError } = await import('libpg-query');
  if (await isTaken(text)) return null;
  try {
    await parse(text);
    return null;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { message, cursorPosition } = error.sqlDetails ?? { message: error.message, cursorPosition: 0 };
    return { message, offset: utf16Offset(text, cursorPosition) };
  }
}

/**
 * A fingerprint is made of the same tree, which is thirty times as long as the text and never leaves the parser for it. In
 * place of one there may be a message, without a place: then the parser is asked again.
 */
async function isTaken(text: string): Promise<boolean> {
  const { fingerprint } = await import('libpg-query');
  try {
    return /^[0-9a-f]{16}$/.test(await fingerprint(text));
  } catch {
    return false;
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

/** Returns the tree of each expression, null for those that PostgreSQL does not take as one expression. */
export type ParseExpressions = (texts: readonly string[]) => readonly (Node | null)[];

/** Returns PostgreSQL's parser for expressions, loaded. From then on it answers at once. */
export async function loadPostgresExpressions(): Promise<ParseExpressions> {
  const { loadModule, parseSync, SqlError } = await import('libpg-query');
  await loadModule();
  const parse = (texts: readonly string[]): readonly Node[] | null => {
    try {
      return targetsOf(parseSync(`SELECT ${texts.map((text) => `(\n${text}\n)`).join(',')}`), texts.length);
    } catch (error) {
      if (error instanceof SqlError) return null;
      throw error;
    }
  };
  return (texts) => {
    const trees: (Node | null)[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const batch = texts.slice(start, start + batchSize);
      // One that cannot be read spoils its whole batch: then each is read alone.
      trees.push(...(parse(batch) ?? batch.map((text) => parse([text])?.[0] ?? null)));
    }
    return trees;
  };
}

/** A call costs more than a short expression. Longer batches gain nothing, and lose more by one that fails. */
const batchSize = 50;

/** Null where something in a text closed its parenthesis and went on. */
function targetsOf({ stmts }: ParseResult, count: number): readonly Node[] | null {
  const statement = stmts?.[0]?.stmt;
  if (stmts?.length !== 1 || statement === undefined || !('SelectStmt' in statement)) return null;
  const { targetList = [], op, limitOption, ...rest } = statement.SelectStmt;
  if (op !== 'SETOP_NONE' || limitOption !== 'LIMIT_OPTION_DEFAULT' || Object.keys(rest).length > 0)
    return null;
  const values = targetList.map((target) => ('ResTarget' in target ? target.ResTarget.val : undefined));
  return values.length === count && values.every((value) => value !== undefined) ? values : null;
}
