import type { Statement } from '../statements.ts';
import { isKeyword, type Token } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/**
 * INSERT OR ROLLBACK and UPDATE OR ROLLBACK end the runner's transaction at a conflict. In a trigger's body or a
 * column's ON CONFLICT clause the words are a definition; should it fire within the script, the statement fails and
 * takes the whole transaction with it, which is what a failed script does anyway.
 */
export const sqliteOrRollback: ForbiddenRule = {
  id: 'or-rollback',
  mentions: /\brollback\b/i,
  find: (statement) => {
    if (isKeyword(statement.head[0], 'CREATE')) return null;
    const token = verbOf(statement);
    if (token === null) return null;
    const verb = token.text.toUpperCase();
    return {
      token,
      message: `${verb} OR ROLLBACK would end the transaction in which Lockstep runs the script`,
      hint: `Write ${verb}: a conflict then fails the script, and nothing of it is kept.`,
    };
  },
};

/** INSERT or UPDATE in front of OR ROLLBACK, wherever it stands. */
function verbOf(statement: Statement): Token | null {
  let first: Token | undefined;
  let second: Token | undefined;
  for (const third of statement.walk()) {
    if (isKeyword(third, 'ROLLBACK') && isKeyword(second, 'OR') && isKeyword(first, 'INSERT', 'UPDATE'))
      return first ?? null;
    first = second;
    second = third;
  }
  return null;
}
