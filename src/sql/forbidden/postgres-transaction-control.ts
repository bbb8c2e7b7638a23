import type { ForbiddenRule } from './rule.ts';
import { statementHead } from './statement-head.ts';

const head =
  /^(?:(?:COMMIT|ROLLBACK) PREPARED|PREPARE TRANSACTION|START TRANSACTION|SET TRANSACTION|SET LOCAL TRANSACTION|BEGIN|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE)\b/;

/** With `transaction=none` too: each statement is sent alone, so a BEGIN would only leave a transaction open. */
export const postgresTransactionControl: ForbiddenRule = {
  id: 'transaction-control',
  mentions: /transaction|\b(?:begin|commit|end|rollback|abort|savepoint|release)\b/i,
  find: (statement, { transaction }) => {
    const found = head.exec(statementHead(statement))?.[0];
    const token = statement.head[0];
    if (found === undefined || token === undefined) return null;
    return transaction === 'none'
      ? {
          token,
          message: `${found} has no place in a transaction=none script, whose statements are sent one by one`,
          hint: `Take ${found} out, or put the statements that belong together into a version of their own.`,
        }
      : {
          token,
          message: `${found} would break the transaction in which Lockstep runs the script`,
          hint: `Take ${found} out: every script runs in one transaction with its history row.`,
        };
  },
};
