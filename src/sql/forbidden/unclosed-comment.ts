import type { Script } from '../../core/migration.ts';
import { lastToken } from '../tokenize.ts';
import type { Finding } from './rule.ts';

/**
 * A finding for the comment of a script that is opened and never closed, else null: what stands behind it would be left
 * out without a word, because SQLite takes such a comment, and PostgreSQL is sent statements without their comments.
 */
export function findUnclosedComment({ engine, text }: Pick<Script, 'engine' | 'text'>): Finding | null {
  if (!text.includes('/*')) return null;
  const last = lastToken(engine, text);
  if (last?.kind !== 'comment' || !last.text.startsWith('/*')) return null;
  if (!openings[engine](last.text)) return null;
  return {
    token: last,
    message: 'a comment is opened here and never closed: everything behind it would be left out',
    hint: 'Close the comment with */.',
  };
}

/** Whether the text of a comment leaves it open. PostgreSQL's comments nest, SQLite's do not. */
const openings: Readonly<Record<Script['engine'], (comment: string) => boolean>> = {
  postgres: (comment) => {
    let depth = 0;
    for (const [mark] of comment.matchAll(/\/\*|\*\//g)) depth += mark === '/*' ? 1 : -1;
    return depth > 0;
  },
  sqlite: (comment) => comment.length < 4 || !comment.endsWith('*/'),
};
