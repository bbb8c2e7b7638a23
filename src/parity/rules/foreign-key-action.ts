import { foreignKeyFragment } from '../fragments.ts';
import { foreignKeyLabel, matchForeignKeys } from '../matching/match-foreign-keys.ts';
import { differenceOf, type Rule } from '../rule.ts';

const actions = [
  { kind: 'on-delete', action: 'onDelete', verb: 'Deleting' },
  { kind: 'on-update', action: 'onUpdate', verb: 'Changing the key of' },
] as const;

/** What happens to the children. */
export const foreignKeyActionRule: Rule = {
  name: 'foreign-key-action',
  reports: [
    { kind: 'on-delete', severity: 'error' },
    { kind: 'on-update', severity: 'error' },
  ],
  summary:
    'ON DELETE or ON UPDATE does something else on each side. NO ACTION and RESTRICT are not the same on either engine: RESTRICT refuses at once, NO ACTION at the end of the statement (or the commit, where the key is deferred), so a statement that removes parent and child together passes on one side only.',
  find: ({ schemas }) =>
    schemas.tables.flatMap((table) =>
      matchForeignKeys(table).pairs.flatMap(({ postgres, sqlite }) =>
        actions.flatMap(({ kind, action, verb }) => {
          if (postgres[action] === sqlite[action]) return [];
          const object = foreignKeyLabel(table.label, postgres);
          return differenceOf({
            kind,
            severity: 'error',
            object,
            table: table.label,
            message: `${verb} the parent of ${object} means ${postgres[action]} on PostgreSQL and ${sqlite[action]} on SQLite: other rows are left.`,
            postgres: { value: postgres[action], ddl: foreignKeyFragment(postgres) },
            sqlite: { value: sqlite[action], ddl: foreignKeyFragment(sqlite) },
          });
        }),
      ),
    ),
};
