import type { Diagnostic } from '../core/diagnostic.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { Engine } from '../core/engine.ts';
import { type HeaderKey, type Headers, headerKeys, noHeaders } from './header-keys.ts';
import { positionsIn } from './position.ts';
import type { Token } from './token.ts';
import { tokensOf } from './tokenize.ts';

/** A script as it stands on disk. */
export interface DiskScript {
  readonly engine: Engine;
  /** As people know it; copied into the problems. */
  readonly file: string;
  readonly diskText: string;
}

export interface ParsedHeaders {
  /** The text that is hashed and executed: no byte order mark, LF, without `allow=` and `changes=` lines. */
  readonly text: string;
  /** The lines on disk (from 1) that are not part of `text`, ascending. */
  readonly leftOut: readonly number[];
  readonly headers: Headers;
  /** The line on disk of the first header line with each key that was given. */
  readonly headerLines: ReadonlyMap<string, number>;
  /** BAD_DIRECTIVE and EMPTY_SCRIPT, in the order of the file; empty where the headers are right. */
  readonly problems: readonly Diagnostic[];
}

const keyNames = headerKeys.map(({ key }) => key);
/** A comment that is meant as a header, also where it is not written as one. */
const looksLikeHeader = /^--\s*lockstep\s*(?::|\s[a-z-]+\s*=)/i;
const wellFormed = /^--[ \t]*lockstep:[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(.*?)[ \t]*$/;
/** Beyond this it is no header but a mistake, and more than a message or a regular expression should hold. */
const longestHeader = 10_000;
const formHint = 'Write it as -- lockstep: key=value, one key per line, above the first statement.';

/**
 * Returns what the header lines of a script say, the text that is executed, and the problems found. Never throws; with
 * problems the rest is what could be read.
 */
export function parseHeaders({ engine, file, diskText }: DiskScript): ParsedHeaders {
  const marked = diskText.startsWith('\uFEFF') ? diskText.slice(1) : diskText;
  const text = marked.includes('\r') ? marked.replaceAll('\r\n', '\n') : marked;
  const isPlain = !text.includes('--') || !mayBeHeader.test(text);
  const isPlainScript = isPlain && (beginsWithWord.test(text) || hasStatement(engine, text));
  return isPlainScript ? plainScript(text) : readHeaders(engine, file, text);
}

/** Apart from the plain scripts, for which nothing of this has to be made. */
function readHeaders(engine: Engine, file: string, text: string): ParsedHeaders {
  const positionOf = positionsIn(text);
  const { tokens, firstStatement } = readHead(engine, text);
  const headersEnd = tokens.find(({ kind }) => kind !== 'comment')?.start ?? text.length;

  let headers = noHeaders;
  const headerLines = new Map<string, number>();
  const leftOut: number[] = [];
  const problems: Diagnostic[] = [];
  const report = (token: Pick<Token, 'start'>, problem: Problem): void => {
    problems.push({
      code: 'BAD_DIRECTIVE',
      severity: 'error',
      file,
      ...positionOf(token.start),
      ...problem,
    });
  };

  for (const token of tokens) {
    if (token.kind !== 'comment' || !looksLikeHeader.test(token.text)) continue;
    const line = readLine(token);
    if ('rule' in line) {
      report(token, line);
      continue;
    }
    const disk = positionOf(token.start).line;
    if (!line.key.executed) leftOut.push(disk);
    const read = accept(line.key, line.value);
    if ('rule' in read) report(token, read);
    else headers = { ...headers, ...read };
    if (!headerLines.has(line.key.key)) headerLines.set(line.key.key, disk);
  }
  if (firstStatement === undefined && !headerLines.has('no-op')) report({ start: 0 }, emptyScript);
  if (firstStatement !== undefined && headers.noOp !== null) report(firstStatement, noOpWithStatement);

  return {
    text: leaveOut(text, leftOut),
    leftOut,
    headers,
    headerLines,
    problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };

  function readLine(token: Token): Problem | { readonly key: HeaderKey; readonly value: string } {
    if (token.start > headersEnd) return lateHeader(token);
    if (!standsAlone(text, token)) return badForm(token, 'stands on a line with something else');
    if (token.text.length > longestHeader)
      return badForm(token, `is longer than ${longestHeader} characters`);
    const [, name, value] = wellFormed.exec(token.text) ?? [];
    if (name === undefined || value === undefined) return badForm(token, 'is not of the form key=value');
    const key = headerKeys.find((candidate) => candidate.key === name);
    return key === undefined ? unknownKey(name) : { key, value };
  }

  function accept(key: HeaderKey, value: string): Problem | Partial<Headers> {
    if (key.engine !== null && key.engine !== engine) return wrongEngine(key, engine);
    const first = headerLines.get(key.key);
    if (first !== undefined && !key.repeatable) return givenTwice(key, first);
    return key.read(value, headers) ?? badValue(key, value);
  }
}

/** What may be a header wherever it stands; a comment below the statements is looked for only where there is one. */
const mayBeHeader = /--\s*lockstep/i;

/** A statement behind a few line comments: told without a lexer. */
const beginsWithWord = /^\s*(?:--[^\r\n]*\n\s*){0,20}[a-z]/i;

const nothing: readonly never[] = [];
const noLines: ReadonlyMap<string, number> = new Map();

/** Nearly every script. */
function plainScript(text: string): ParsedHeaders {
  return { text, leftOut: nothing, headers: noHeaders, headerLines: noLines, problems: nothing };
}

function hasStatement(engine: Engine, text: string): boolean {
  for (const { kind, text: tokenText } of tokensOf(engine, text))
    if (kind !== 'comment' && tokenText !== ';') return true;
  return false;
}

/** The tokens up to the first statement; all of them where something that looks like a header may stand below it. */
function readHead(
  engine: Engine,
  text: string,
): { readonly tokens: readonly Token[]; readonly firstStatement: Token | undefined } {
  const tokens: Token[] = [];
  let firstStatement: Token | undefined;
  for (const token of tokensOf(engine, text)) {
    tokens.push(token);
    if (firstStatement !== undefined || token.kind === 'comment' || token.text === ';') continue;
    firstStatement = token;
    if (!mayBeHeader.test(text.slice(token.start))) break;
  }
  return { tokens, firstStatement };
}

function leaveOut(text: string, lines: readonly number[]): string {
  if (lines.length === 0) return text;
  const skipped = new Set(lines);
  return text
    .split('\n')
    .filter((_, index) => !skipped.has(index + 1))
    .join('\n');
}

/** From the line's start to its end there is only white space beside the comment. */
function standsAlone(text: string, { start, end }: Token): boolean {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  return text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
}

type Problem = Pick<Diagnostic, 'rule' | 'message' | 'hint'> & Partial<Pick<Diagnostic, 'code'>>;

const emptyScript: Problem = {
  code: 'EMPTY_SCRIPT',
  rule: 'empty-script',
  message: 'the script has no statement',
  hint: 'Write the statements, or add the header line -- lockstep: no-op="reason".',
};

const noOpWithStatement: Problem = {
  rule: 'no-op-with-statement',
  message: 'the script says no-op= and has a statement',
  hint: 'Take out the no-op= line, or the statements.',
};

function lateHeader(token: Token): Problem {
  return {
    rule: 'late-header',
    message: `the header line "${shown(token)}" stands below the first statement`,
    hint: 'Move it above the first statement.',
  };
}

function badForm(token: Token, what: string): Problem {
  return { rule: 'header-form', message: `the header line "${shown(token)}" ${what}`, hint: formHint };
}

function shown({ text }: Token): string {
  return text.length > longestHeader ? `${text.slice(0, 80)}…` : text.trim();
}

function unknownKey(name: string): Problem {
  return {
    rule: 'unknown-header',
    message: `unknown header key "${name}".${didYouMean(name, keyNames)}`,
    hint: `Use one of ${keyNames.join(', ')}.`,
  };
}

function wrongEngine({ key }: HeaderKey, engine: Engine): Problem {
  return {
    rule: 'header-engine',
    message: `${key}= has no meaning in a ${engine} script`,
    hint: `Take the ${key}= line out of this file; the other engine's script may keep it.`,
  };
}

function givenTwice({ key }: HeaderKey, firstLine: number): Problem {
  return {
    rule: 'repeated-header',
    message: `${key}= is given twice, first on line ${firstLine}`,
    hint: 'Keep one of the two lines.',
  };
}

function badValue({ key, example }: HeaderKey, value: string): Problem {
  return {
    rule: 'header-value',
    message: `${key}= cannot take ${value === '' ? 'an empty value' : value}`,
    hint: `Write it as -- lockstep: ${example}, one key per line.`,
  };
}
