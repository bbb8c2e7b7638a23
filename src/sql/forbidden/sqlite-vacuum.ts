import { isKeyword } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** VACUUM fails inside a transaction, and every script runs in one. */
export const sqliteVacuum: ForbiddenRule = {
  id: 'vacuum',
  mentions: /\bvacuum\b/i,
  find: ({ head: [token] }) =>
    token === undefined || !isKeyword(token, 'VACUUM')
      ? null
      : {
          token,
          message: 'VACUUM cannot run in a transaction',
          hint: 'Take VACUUM out, and run it by hand after the migration.',
        },
};
