import type { Statement } from '../statements.ts';
import type { Token } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** Nothing is bound to a script, and SQLite takes NULL for a parameter without a value. */
export const sqliteParameter: ForbiddenRule = {
  id: 'parameter',
  mentions: /[?:@$#]/,
  find: (statement) => {
    const token = firstParameter(statement);
    if (token === null) return null;
    return {
      token,
      message: `${token.text} is a parameter: nothing is bound to it, and SQLite would take NULL`,
      hint: `Write the value in place of ${token.text}, or quote it where it is text.`,
    };
  },
};

function firstParameter(statement: Statement): Token | null {
  for (const token of statement.walk()) if (token.kind === 'parameter') return token;
  return null;
}
