import type { ForbiddenRule } from './rule.ts';
import { statementHead } from './statement-head.ts';

const head = /^PRAGMA (?:\S+ \. )?(\S+)/;

/** A PRAGMA is a setting of the connection: inside a transaction it has no effect, or one that outlives the script. */
export const sqlitePragma: ForbiddenRule = {
  id: 'pragma',
  find: (statement) => {
    const name = head.exec(statementHead(statement))?.[1]?.toLowerCase();
    const token = statement.tokens[0];
    if (name === undefined || token === undefined) return null;
    return {
      token,
      message: `PRAGMA ${name} has no effect in the script's transaction, or one that outlives it`,
      hint:
        name === 'foreign_keys'
          ? 'Take it out, and add the header line -- lockstep: foreign-keys=off where the script rebuilds a table.'
          : `Take PRAGMA ${name} out: set it where the application opens the database.`,
    };
  },
};
