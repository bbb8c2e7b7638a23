import { characterTable, isDigit, patternEnd, quoteEnd, startsWord, wordEnd } from './scan.ts';
import type { Lexer, Scanned } from './token.ts';

const space = /[ \t\n\r\f\v]+/y;
const lineComment = /--[^\n\r]*/y;
const dollarTag = /\$(?:[A-Za-z_\x80-\uffff][A-Za-z0-9_\x80-\uffff]*)?\$/y;
const parameter = /\$\d+/y;
const number =
  /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const fixedSymbol = /::|\.\.|:=/y;
const commentMark = /\/\*|\*\//g;

const operatorCharacters = characterTable('~!@#^&|`?+-*/%<>=');
/** An operator with one of these in it may end with + or -. */
const signBearers = characterTable('~!@#^&|`?%');
/** The server refuses longer operators; without a bound a row of plus signs would take quadratic time. */
const longestOperator = 64;

/**
 * Cuts as the server's lexer does with standard_conforming_strings on
 * (https://github.com/postgres/postgres/blob/master/src/backend/parser/scan.l). What is not closed reaches to the end.
 */
export const postgresLexer: Lexer = { space, scan };

function scan(text: string, start: number): Scanned {
  const code = text.charCodeAt(start);
  const next = text[start + 1];
  if (next === "'" || next === '&') {
    const prefixed = scanPrefixed(text, start);
    if (prefixed !== null) return prefixed;
  }
  if (startsWord(code)) return { kind: 'word', end: wordEnd(text, start) };
  if (isDigit(code) || (text[start] === '.' && isDigit(text.charCodeAt(start + 1)))) {
    return { kind: 'number', end: patternEnd(number, text, start) };
  }
  switch (text[start]) {
    case "'":
      return { kind: 'string', end: stringEnd(text, start, quoteEnd) };
    case '"':
      return { kind: 'quoted-identifier', end: quoteEnd(text, start, '"') };
    case '$':
      return scanDollar(text, start);
    case '-':
      if (next === '-') return { kind: 'comment', end: patternEnd(lineComment, text, start) };
      break;
    case '/':
      if (next === '*') return { kind: 'comment', end: nestedCommentEnd(text, start) };
      break;
  }
  if (operatorCharacters[code] === 1) return { kind: 'symbol', end: operatorEnd(text, start) };
  return { kind: 'symbol', end: Math.max(start + 1, patternEnd(fixedSymbol, text, start)) };
}

/** `E'..'`, `B'..'`, `X'..'`, `U&'..'` and `U&".."`; null where the letter is only a word. */
function scanPrefixed(text: string, start: number): Scanned | null {
  switch (text.slice(start, start + 3).toUpperCase()) {
    case "U&'":
      return { kind: 'string', end: stringEnd(text, start + 2, quoteEnd) };
    case 'U&"':
      return { kind: 'quoted-identifier', end: quoteEnd(text, start + 2, '"') };
  }
  switch (text.slice(start, start + 2).toUpperCase()) {
    case "E'":
      return { kind: 'string', end: stringEnd(text, start + 1, escapedQuoteEnd) };
    case "B'":
    case "X'":
      return { kind: 'string', end: stringEnd(text, start + 1, nextQuoteEnd) };
  }
  return null;
}

/**
 * A string goes on, with the same rules for backslashes, where its next quote follows white space with a newline
 * in it; line comments count as white space.
 */
function stringEnd(
  text: string,
  open: number,
  closeOf: (text: string, start: number, quote: string) => number,
): number {
  let end = closeOf(text, open, "'");
  let next = continuation(text, end);
  while (next !== null) {
    end = closeOf(text, next, "'");
    next = continuation(text, end);
  }
  return end;
}

function continuation(text: string, end: number): number | null {
  let at = end;
  let before: number;
  do {
    before = at;
    at = patternEnd(lineComment, text, patternEnd(space, text, at));
  } while (at !== before);
  return text[at] === "'" && /[\n\r]/.test(text.slice(end, at)) ? at : null;
}

/** In bit strings two quotes do not stand for one. */
function nextQuoteEnd(text: string, start: number): number {
  const close = text.indexOf("'", start + 1);
  return close === -1 ? text.length : close + 1;
}

function escapedQuoteEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at + 1;
      at += 1;
    }
  }
  return text.length;
}

function scanDollar(text: string, start: number): Scanned {
  const tagEnd = patternEnd(dollarTag, text, start);
  if (tagEnd > start) {
    const close = text.indexOf(text.slice(start, tagEnd), tagEnd);
    return { kind: 'string', end: close === -1 ? text.length : close + (tagEnd - start) };
  }
  const parameterEnd = patternEnd(parameter, text, start);
  return parameterEnd > start ? { kind: 'parameter', end: parameterEnd } : { kind: 'symbol', end: start + 1 };
}

function nestedCommentEnd(text: string, start: number): number {
  let depth = 1;
  commentMark.lastIndex = start + 2;
  for (let mark = commentMark.exec(text); mark !== null; mark = commentMark.exec(text)) {
    if (mark[0] === '/*') depth += 1;
    if (mark[0] === '*/') depth -= 1;
    if (depth === 0) return commentMark.lastIndex;
  }
  return text.length;
}

/** The longest row of operator characters before a comment; a final + or - belongs to it only beside certain others. */
function operatorEnd(text: string, start: number): number {
  let end = start;
  // Where the operator ends if it may not end with + or -.
  let endWithoutSigns = start + 1;
  for (; end - start <= longestOperator; end += 1) {
    const code = text.charCodeAt(end);
    if (operatorCharacters[code] !== 1 || opensComment(code, text.charCodeAt(end + 1))) break;
    if (signBearers[code] === 1) endWithoutSigns = Infinity;
    else if (code !== 0x2b && code !== 0x2d) endWithoutSigns = Math.max(endWithoutSigns, end + 1);
  }
  return Math.min(end, endWithoutSigns);
}

function opensComment(code: number, next: number): boolean {
  return code === 0x2d ? next === 0x2d : code === 0x2f && next === 0x2a;
}
