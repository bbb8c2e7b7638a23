import type { Engine } from '../../core/engine.ts';
import { lowerAscii } from '../names.ts';
import type { Token } from '../token.ts';
import { tokenize } from '../tokenize.ts';
import type { Expression } from './expression.ts';

/** Thrown within a reader at what it does not know; never leaves src/sql/expression/. */
export class Unreadable extends Error {}

/** Returns the text as one piece: without comments, tokens separated by one space, words in lower case. */
export function opaque(engine: Engine, text: string): Expression {
  return opaqueTokens(tokenize(engine, text));
}

export function opaqueTokens(tokens: readonly Token[]): Expression {
  const texts = tokens
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, text }) => (kind === 'word' ? lowerAscii(text) : text));
  return { kind: 'opaque', text: texts.join(' ') };
}
