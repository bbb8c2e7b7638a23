import { shorten } from '../../core/shorten.ts';
import { executedText, executePart } from '../../engines/postgres/write-sql.ts';
import { tokenize } from '../../sql/tokenize.ts';
import type { PgError } from './pg-error.ts';

/** A message as it was sent, and the statements of the script that it holds. */
export interface SentScript {
  readonly message: string;
  /** `start` is the UTF-16 offset into the script. */
  readonly statements: readonly { readonly text: string; readonly start: number }[];
}

/** Where a script failed: `offset` is an index into the script, `statement` the text of the statement. */
export interface ErrorPlace {
  readonly offset: number | null;
  readonly statement: string | null;
}

const nowhere: ErrorPlace = { offset: null, statement: null };

/** Returns the place of an error in the script, at least the statement; nowhere where no statement was running. */
export function locateError(error: PgError, sent: SentScript): ErrorPlace {
  const failed = failedStatement(error, sent);
  if (failed === null) return nowhere;
  const index = indexInStatement(error, failed);
  return { offset: failed.start + (index ?? 0), statement: shorten(failed.text) };
}

interface Failed {
  readonly text: string;
  readonly start: number;
  /** Code points that stand before it in the message; null where it was the message. */
  readonly before: number | null;
}

/**
 * Each statement has its own EXECUTE in a block, and the outermost line of the error's context names its line there; the
 * words around the number depend on the server's language.
 */
function failedStatement({ where = '' }: PgError, { message, statements }: SentScript): Failed | null {
  const [first] = statements;
  if (first === undefined) return null;
  if (message === first.text) return { ...first, before: null };
  const outermost = where.trimEnd().split('\n').at(-1) ?? '';
  // A trigger that fires at a statement of our own has no block around it.
  const line = Number(/inline_code_block\D*(\d+)\D*$/.exec(outermost)?.[1] ?? Number.NaN);
  const block = /\bDO \$\w+\$/.exec(message);
  if (block === null) return null;
  let at = block.index + block[0].length;
  let current = 1;
  for (const statement of statements) {
    const execute = executePart(statement.text);
    const next = message.indexOf(execute, at);
    if (next === -1) return null;
    current += countNewlines(message.slice(at, next));
    if (current === line) {
      const before = message.slice(0, next + execute.indexOf(statement.text));
      return { ...statement, before: Array.from(before).length };
    }
    current += countNewlines(execute);
    at = next + execute.length;
  }
  return null;
}

function countNewlines(text: string): number {
  return text.split('\n').length - 1;
}

/** Positions count code points from 1, from different beginnings. Null where none can be trusted. */
function indexInStatement(error: PgError, { text, before }: Failed): number | null {
  if (before === null) return toIndex(text, Number(error.position ?? Number.NaN));
  const { internalQuery } = error;
  const position = Number(error.internalPosition ?? Number.NaN);
  if (internalQuery === executedText(text)) {
    // An error in a function's body is counted in the whole message, any other in the statement.
    const inBody = toIndex(text, position - before);
    const direct = toIndex(text, position);
    if (inBody !== null && isInsideString(text, inBody)) {
      if (direct === null || isInsideString(text, direct)) return inBody;
    }
    return direct;
  }
  // The body itself, where its text stands twice in the message.
  const body = internalQuery === undefined || internalQuery.trim() === '' ? -1 : text.indexOf(internalQuery);
  const within = body === -1 ? null : toIndex(internalQuery ?? '', position);
  return within === null || text.includes(internalQuery ?? '', body + 1) ? null : body + within;
}

/** The UTF-16 index of a position that counts code points from 1; null outside of the text. */
function toIndex(text: string, position: number): number | null {
  if (!(position >= 1)) return null;
  let index = 0;
  for (let count = 1; count < position; count += 1) {
    if (index >= text.length) return null;
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index <= text.length ? index : null;
}

function isInsideString(text: string, index: number): boolean {
  return tokenize('postgres', text).some(
    ({ kind, start, end }) => kind === 'string' && start < index && index < end,
  );
}
