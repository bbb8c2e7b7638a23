import { isKeyword } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/**
 * INSERT OR ROLLBACK and UPDATE OR ROLLBACK end the runner's transaction at a conflict. In a trigger's body or a
 * column's ON CONFLICT clause the words are a definition; should it fire within the script, the statement fails and
 * takes the whole transaction with it, which is what a failed script does anyway.
 */
export const sqliteOrRollback: ForbiddenRule = {
  id: 'or-rollback',
  mentions: /\brollback\b/i,
  find: ({ tokens }) => {
    if (isKeyword(tokens[0], 'CREATE')) return null;
    const index = tokens.findIndex(
      (token, at) =>
        isKeyword(token, 'INSERT', 'UPDATE') &&
        isKeyword(tokens[at + 1], 'OR') &&
        isKeyword(tokens[at + 2], 'ROLLBACK'),
    );
    const token = tokens[index];
    if (token === undefined) return null;
    const verb = token.text.toUpperCase();
    return {
      token,
      message: `${verb} OR ROLLBACK would end the transaction in which Lockstep runs the script`,
      hint: `Write ${verb}: a conflict then fails the script, and nothing of it is kept.`,
    };
  },
};
