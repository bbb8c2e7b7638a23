import { nameAt } from '../names.ts';
import { isKeyword } from '../token.ts';
import type { ForbiddenRule } from './rule.ts';

const applicationHint = 'Take it out: set it where the application opens the database.';

/** What to do about the PRAGMAs that scripts of other tools carry; others get the application's hint. */
const hints: ReadonlyMap<string, string> = new Map([
  [
    'foreign_keys',
    'Take it out, and add the header line -- lockstep: foreign-keys=off where the script rebuilds a table.',
  ],
  [
    'defer_foreign_keys',
    'Take it out: with the header line -- lockstep: foreign-keys=off keys are checked before the commit.',
  ],
  [
    'legacy_alter_table',
    'Take it out: drop views and triggers before the rebuild, and create them again after it.',
  ],
  ['foreign_key_check', 'Take it out: Lockstep checks the keys before it commits a rebuild.'],
  ['user_version', 'Take it out: the history table says which versions a database has.'],
  ...[
    'table_info',
    'table_xinfo',
    'index_list',
    'index_info',
    'foreign_key_list',
    'integrity_check',
    'quick_check',
  ].map((name): readonly [string, string] => [name, 'Take it out: nobody reads what it returns.']),
  ['optimize', 'Take it out: let the application run it, or say ANALYZE.'],
]);

/**
 * A PRAGMA is mostly a setting of the connection: inside a transaction it has no effect, or one that outlives the
 * script. Those that only read have no reader here.
 */
export const sqlitePragma: ForbiddenRule = {
  id: 'pragma',
  mentions: /\bpragma\b/i,
  find: ({ head }) => {
    const token = head[0];
    if (token === undefined || !isKeyword(token, 'PRAGMA')) return null;
    const name = nameAt('sqlite', head, 1)?.name ?? '';
    return {
      token,
      message: `PRAGMA ${name} has no place in a script: Lockstep sets up the connection and its transaction`,
      hint: hints.get(name) ?? applicationHint,
    };
  },
};
