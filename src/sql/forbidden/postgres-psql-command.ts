import type { ForbiddenRule } from './rule.ts';

/** Outside of strings a backslash is a command of the psql shell; the server knows none. */
export const postgresPsqlCommand: ForbiddenRule = {
  id: 'psql-command',
  mentions: /\\/,
  find: ({ tokens }) => {
    const index = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === '\\');
    const token = tokens[index];
    if (token === undefined) return null;
    const next = tokens[index + 1];
    const command = `\\${next?.start === token.end ? next.text : ''}`;
    return {
      token,
      message: `${command} is a command of the psql shell, which the server does not know`,
      hint: `Take ${command} out, or write what it does in SQL.`,
    };
  },
};
