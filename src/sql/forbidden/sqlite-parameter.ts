import type { ForbiddenRule } from './rule.ts';

/** Nothing is bound to a script, and SQLite takes NULL for a parameter without a value. */
export const sqliteParameter: ForbiddenRule = {
  id: 'parameter',
  mentions: /[?:@$#]/,
  find: ({ tokens }) => {
    const token = tokens.find(({ kind }) => kind === 'parameter');
    if (token === undefined) return null;
    return {
      token,
      message: `${token.text} is a parameter: nothing is bound to it, and SQLite would take NULL`,
      hint: `Write the value in place of ${token.text}, or quote it where it is text.`,
    };
  },
};
