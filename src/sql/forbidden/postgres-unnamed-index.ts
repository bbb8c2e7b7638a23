import type { ForbiddenRule } from './rule.ts';
import { statementHead } from './statement-head.ts';

const head = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY ON\b/;

/** After a crash the index is looked for by its name: valid counts as done, invalid is built again. */
export const postgresUnnamedIndex: ForbiddenRule = {
  id: 'unnamed-index',
  mentions: /concurrently/i,
  find: (statement, { transaction }) => {
    const token = statement.head[0];
    if (transaction === 'atomic' || token === undefined || !head.test(statementHead(statement))) return null;
    return {
      token,
      message: 'CREATE INDEX CONCURRENTLY without a name cannot be found again after a crash',
      hint: 'Name the index: CREATE INDEX CONCURRENTLY name ON table (columns).',
    };
  },
};
