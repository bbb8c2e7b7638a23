import { isKeyword } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

/** A second database file on the connection outlives the script, and its commit is not atomic with the first in WAL mode. */
export const sqliteAttach: ForbiddenRule = {
  id: 'attach',
  mentions: /\b(?:at|de)tach\b/i,
  find: ({ head: [token] }) => {
    if (token === undefined || !isKeyword(token, 'ATTACH', 'DETACH')) return null;
    const verb = token.text.toUpperCase();
    return {
      token,
      message: `${verb} changes which files the connection writes to`,
      hint: `Take ${verb} out: a script works on the one database that it is applied to.`,
    };
  },
};
