import type { Statement } from '../statements.ts';
import type { Token } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** Outside of strings a backslash is a command of the psql shell; the server knows none. */
export const postgresPsqlCommand: ForbiddenRule = {
  id: 'psql-command',
  mentions: /\\/,
  find: (statement) => {
    const [token, next] = backslashOf(statement);
    if (token === undefined) return null;
    const command = `\\${next?.start === token.end ? next.text : ''}`;
    return {
      token,
      message: `${command} is a command of the psql shell, which the server does not know`,
      hint: `Take ${command} out, or write what it does in SQL.`,
    };
  },
};

/** The first backslash, and what stands behind it; nothing where there is none. */
function backslashOf(statement: Statement): readonly Token[] {
  const found: Token[] = [];
  for (const token of statement.walk()) {
    if (found.push(token) === 2) break;
    if (token.kind !== 'symbol' || token.text !== '\\') found.pop();
  }
  return found;
}
