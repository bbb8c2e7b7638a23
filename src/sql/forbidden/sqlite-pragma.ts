import { nameAt } from '../names.ts';
import { isKeyword } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** A PRAGMA is a setting of the connection: inside a transaction it has no effect, or one that outlives the script. */
export const sqlitePragma: ForbiddenRule = {
  id: 'pragma',
  find: ({ tokens }) => {
    const token = tokens[0];
    if (token === undefined || !isKeyword(token, 'PRAGMA')) return null;
    const name = nameAt('sqlite', tokens, 1)?.name ?? '';
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
