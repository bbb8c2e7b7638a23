import { isKeyword, isSymbol, type Token } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** COPY from and to the client needs a client that sends or takes the rows; a script has none. */
export const postgresCopyClient: ForbiddenRule = {
  id: 'copy-client',
  mentions: /\bcopy\b/i,
  find: (statement) => {
    const token = statement.head[0];
    if (token === undefined || !isKeyword(token, 'COPY')) return null;
    const direction = clientDirection(statement.tokens);
    if (direction === null) return null;
    return {
      token,
      message: `COPY ${direction} needs a client that ${direction.startsWith('FROM') ? 'sends' : 'takes'} the rows`,
      hint: direction.startsWith('FROM')
        ? 'Write the rows as INSERT statements.'
        : 'Take COPY out: a migration returns no rows.',
    };
  },
};

/** `FROM STDIN` or `TO STDOUT` as the statement says it, outside of column list and query; null for files and programs. */
function clientDirection(tokens: readonly Token[]): string | null {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    const next = tokens[index + 1];
    if (
      depth === 0 &&
      isKeyword(token, 'FROM', 'TO') &&
      next !== undefined &&
      isKeyword(next, 'STDIN', 'STDOUT')
    ) {
      return `${token.text} ${next.text}`.toUpperCase();
    }
  }
  return null;
}
