import { patternEnd } from '../../sql/scan.ts';

// What a script cannot do without a word for it. Each of these looks at the text as a whole, comments and strings
// included: a false alarm costs a closer look, and most scripts need none.

/** Where a name is: letters that SQLite takes for parts of a name and `\b` does not only make it match more often. */
const transactionWord = /\b(?:begin|commit|end|rollback|savepoint|release)\b/i;
const dropWord = /\b(?:drop|rename)\b/i;
const deferredWord = /\bdeferred\b/i;
const temporaryWord = /temp/i;

/** False where nothing in the script can end a transaction. */
export function mayEndTransaction(script: string): boolean {
  return transactionWord.test(script);
}

/** False where the script drops and renames no table. */
export function mayDropTable(script: string): boolean {
  return dropWord.test(script);
}

/** False where the script makes no key that is judged at the commit only. */
export function mayDefer(script: string): boolean {
  return deferredWord.test(script);
}

/** False where the statement leaves nothing in the connection's own schema. */
export function mayMakeTemporary(sql: string): boolean {
  return temporaryWord.test(sql);
}

const nothing = /[ \t\n\f\r]+|--[^\n]*|\/\*[^]*?\*\//y;
const spaces = ' \t\n\f\r';

/**
 * Returns where the script's only statement stands, or null where it may have none or several: another semicolon than
 * one at the end, be it in a string or a comment, asks for the lexer.
 */
export function findOnlyStatement(script: string): { readonly text: string; readonly start: number } | null {
  const start = endOfHead(script);
  let end = endWithoutSpaces(script, script.length);
  if (script[end - 1] === ';') end = endWithoutSpaces(script, end - 1);
  const semicolon = script.indexOf(';', start);
  if (start >= end || (semicolon !== -1 && semicolon < end)) return null;
  return { text: script.slice(start, end), start };
}

/** Piece by piece: a pattern that repeats itself overflows its stack on a very long heading. */
function endOfHead(script: string): number {
  let end = 0;
  for (let next = patternEnd(nothing, script, 0); next > end; next = patternEnd(nothing, script, end))
    end = next;
  return end;
}

function endWithoutSpaces(script: string, from: number): number {
  let end = from;
  while (end > 0 && spaces.includes(script[end - 1]!)) end--;
  return end;
}

/** False where nothing in the script can mean the history or its state table, because neither name stands in it. */
export function mayNameHistory(script: string, table: string): boolean {
  return !isPlainName(table) || patternOf(table).test(script);
}

/** A quote inside a name is written in several ways. */
export function isPlainName(table: string): boolean {
  return !/["'`[\]]/.test(table);
}

const patterns = new Map<string, RegExp>();

function patternOf(table: string): RegExp {
  let pattern = patterns.get(table);
  if (pattern === undefined) {
    pattern = new RegExp(table.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
    patterns.set(table, pattern);
  }
  return pattern;
}
