import type { Engine } from '../../../core/engine.ts';
import { call, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { lowerAscii } from '../../../sql/names.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { isCall } from '../scope.ts';

interface LikeDialect {
  /** What escapes a wildcard where no ESCAPE says it; empty for nothing. */
  readonly escape: string;
  /** What LIKE is called whose pattern has letters: SQLite's takes them in either case. */
  readonly withLetters: string;
}

const dialects: Readonly<Record<Engine, LikeDialect>> = {
  postgres: { escape: '\\', withLetters: 'like' },
  sqlite: { escape: '', withLetters: 'ilike' },
};

/**
 * LIKE of both engines and GLOB in one: `like` minds the case of letters, `ilike` does not, a backslash escapes. A pattern
 * that is not written out keeps its engine's meaning: SQLite's LIKE is `ilike` that nothing escapes.
 */
export function spellPatterns(expression: Expression, context: ExpressionContext): Expression | null {
  if (!isCall(expression, 'like', 'ilike', 'glob')) return null;
  const [subject, written, escape] = expression.args;
  if (subject === undefined || written === undefined) return null;
  const pattern = textOfPattern(written);
  const { escape: usual, withLetters } = dialects[context.engine];
  const name = expression.name === 'like' ? withLetters : expression.name;
  if (expression.name === 'glob') return pattern === null ? null : globToLike(subject, pattern);
  const mark = escape === undefined ? usual : textOfPattern(escape);
  const plain = pattern === null || mark === null ? null : respell(pattern, mark);
  if (plain !== null) return spelled(name, subject, plain);
  return call(name, subject, written, ...(mark === '\\' ? [] : [escape ?? string(usual)]));
}

/** PostgreSQL prints the pattern with its cast. */
function textOfPattern(pattern: Expression): string | null {
  if (pattern.kind === 'cast') return textOfPattern(pattern.arg);
  return pattern.kind === 'string' ? pattern.value : null;
}

function spelled(name: string, subject: Expression, pattern: string): Expression {
  const isFolded = isCall(subject, 'lower') && pattern === lowerAscii(pattern);
  const minds = name === 'like' || isFolded || !/\p{L}/u.test(pattern);
  return call(minds ? 'like' : 'ilike', subject, string(pattern));
}

/** Returns the pattern with a backslash for its escape, or null where it ends in the middle of one. */
function respell(pattern: string, escape: string): string | null {
  let plain = '';
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (escape !== '' && character === escape) {
      at += 1;
      const literal = characters[at];
      if (literal === undefined) return null;
      plain += /[%_\\]/.test(literal) ? `\\${literal}` : literal;
    } else {
      plain += character === '\\' ? '\\\\' : character;
    }
  }
  return plain;
}

/** GLOB minds the case, and is LIKE where it asks for no sets of characters. */
function globToLike(subject: Expression, pattern: string): Expression | null {
  if (pattern.includes('[')) return null;
  const like = pattern
    .replace(/[%_\\]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
  return spelled('like', subject, like);
}
