import { isDigit, isWordCharacter, patternEnd, quoteEnd, startsWord, wordEnd } from './scan.ts';
import type { Lexer, Scanned } from './token.ts';

// SQLite takes a vertical tab for white space behind other white space only, and a byte order mark anywhere. A library
// may skip one in front of a statement too, so nothing can hide behind it here.
const space = /[ \t\n\v\f\r\uFEFF]+/y;
// A number with letters behind it is one illegal token.
const number =
  /(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[\w$\x80-\uffff]*/y;
const operator = /->>?|\|\||<<|>>|<=|>=|<>|==|!=/y;
const numberedParameter = /\?\d*/y;

/** Cuts as SQLite's own tokenizer does (https://sqlite.org/src/file/src/tokenize.c). What is not closed reaches to the end. */
export const sqliteLexer: Lexer = { space, scan };

function scan(text: string, start: number): Scanned {
  const code = text.charCodeAt(start);
  const next = text[start + 1];
  if (next === "'" && (text[start] === 'x' || text[start] === 'X')) {
    return { kind: 'string', end: blobEnd(text, start) };
  }
  if (startsWord(code)) return { kind: 'word', end: wordEnd(text, start) };
  if (isDigit(code) || (text[start] === '.' && isDigit(text.charCodeAt(start + 1)))) {
    return { kind: 'number', end: patternEnd(number, text, start) };
  }
  switch (text[start]) {
    case "'":
      return { kind: 'string', end: quoteEnd(text, start, "'") };
    case '"':
      return { kind: 'quoted-identifier', end: quoteEnd(text, start, '"') };
    case '`':
      return { kind: 'quoted-identifier', end: quoteEnd(text, start, '`') };
    case '[':
      return { kind: 'quoted-identifier', end: endBehind(text, ']', start) };
    case '-':
      if (next === '-') return { kind: 'comment', end: endBefore(text, '\n', start) };
      break;
    case '/':
      // `/*` at the very end of the text is two symbols.
      if (next === '*' && start + 2 < text.length) {
        return { kind: 'comment', end: endBehind(text, '*/', start + 2) };
      }
      break;
    case '?':
      return { kind: 'parameter', end: patternEnd(numberedParameter, text, start) };
    case ':':
    case '@':
    case '$':
    case '#':
      return scanNamedParameter(text, start);
  }
  return { kind: 'symbol', end: Math.max(start + 1, patternEnd(operator, text, start)) };
}

/** `x'` takes everything up to the next quote, hexadecimal or not; here two quotes do not stand for one. */
function blobEnd(text: string, start: number): number {
  return endBehind(text, "'", start + 2);
}

/** `:name`, and Tcl's `$name::part(anything but space)`, in which a semicolon does not end the statement. */
function scanNamedParameter(text: string, start: number): Scanned {
  let end = start + 1;
  let length = 0;
  for (; end < text.length; end += 1) {
    if (isWordCharacter(text.charCodeAt(end))) {
      length += 1;
    } else if (text[end] === '(' && length > 0) {
      const close = patternEnd(/[^\s)]*\)?/y, text, end + 1);
      return { kind: 'parameter', end: close };
    } else if (text.startsWith('::', end)) {
      end += 1;
    } else {
      break;
    }
  }
  return { kind: length === 0 ? 'symbol' : 'parameter', end };
}

function endBefore(text: string, closing: string, from: number): number {
  const at = text.indexOf(closing, from);
  return at === -1 ? text.length : at;
}

function endBehind(text: string, closing: string, from: number): number {
  const at = text.indexOf(closing, from);
  return at === -1 ? text.length : at + closing.length;
}
