import type { ForbiddenRule } from './rule.ts';
import { statementHead } from './statement-head.ts';

const head = /^(?:BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/;

/** Only at the start of a statement: BEGIN and END around a trigger's body are none of it. */
export const sqliteTransactionControl: ForbiddenRule = {
  id: 'transaction-control',
  mentions: /\b(?:begin|commit|end|rollback|savepoint|release)\b/i,
  find: (statement) => {
    const found = head.exec(statementHead(statement))?.[0];
    const token = statement.head[0];
    if (found === undefined || token === undefined) return null;
    return {
      token,
      message: `${found} would break the transaction in which Lockstep runs the script`,
      hint: `Take ${found} out: every script runs in one transaction with its history row.`,
    };
  },
};
