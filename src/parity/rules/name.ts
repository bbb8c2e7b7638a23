import { conditionsOf } from '../conditions/conditions.ts';
import type { Difference } from '../difference.ts';
import { checkFragment, foreignKeyFragment, primaryKeyFragment, triggerFragment } from '../fragments.ts';
import { matchAccesses } from '../matching/match-accesses.ts';
import { foreignKeyLabel, matchForeignKeys } from '../matching/match-foreign-keys.ts';
import { matchTriggers } from '../matching/match-triggers.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, type Rule } from '../rule.ts';
import { spellList } from '../spell-name.ts';
import { lowerAscii } from '../../sql/names.ts';

/** Two names of one thing; what it is in full is written only where they differ. */
interface Named {
  readonly what: string;
  readonly object: string;
  readonly postgres: { readonly name: string | null; readonly ddl: () => string };
  readonly sqlite: { readonly name: string | null; readonly ddl: () => string };
}

/** What indexes, constraints and triggers are called: information, never more. */
export const nameRule: Rule = {
  name: 'name',
  reports: [{ kind: 'name', severity: 'info' }],
  summary:
    'An index, constraint or trigger has another name on each side. One that SQLite was given no name for is not reported.',
  find: (comparing) =>
    comparing.schemas.tables.flatMap((table) =>
      namesOf(comparing, table).flatMap((named) => judge(table, named) ?? []),
    ),
};

function judge(table: TablePair, { what, object, postgres, sqlite }: Named): Difference | null {
  if (postgres.name === null || sqlite.name === null) return null;
  if (lowerAscii(postgres.name) === lowerAscii(sqlite.name)) return null;
  return differenceOf({
    kind: 'name',
    severity: 'info',
    object,
    table: table.label,
    message: `The ${what} ${object} is called ${postgres.name} on PostgreSQL and ${sqlite.name} on SQLite.`,
    postgres: { value: postgres.name, ddl: postgres.ddl() },
    sqlite: { value: sqlite.name, ddl: sqlite.ddl() },
  });
}

function namesOf(comparing: Comparing, table: TablePair): readonly Named[] {
  const { label } = table;
  const keys = [table.postgres.primaryKey, table.sqlite.primaryKey] as const;
  const [ours, theirs] = keys;
  const isShared = ours !== null && theirs !== null;
  const conditions = conditionsOf(table, comparing.normaliser);
  const checks = new Map(conditions.sqlite.own.map((condition) => [condition.key, condition]));
  return [
    ...(isShared
      ? [
          {
            what: 'primary key',
            object: `${label}.primary key`,
            postgres: { name: ours.name, ddl: () => primaryKeyFragment(ours) },
            sqlite: { name: theirs.name, ddl: () => primaryKeyFragment(theirs) },
          },
        ]
      : []),
    ...matchAccesses(table, comparing).pairs.map(({ postgres, sqlite }) => ({
      what: postgres.isUnique ? 'unique set' : 'index',
      object: `${label}(${postgres.spelling})`,
      postgres: { name: postgres.name, ddl: () => postgres.ddl },
      sqlite: { name: sqlite.name, ddl: () => sqlite.ddl },
    })),
    ...matchForeignKeys(table).pairs.map(({ postgres, sqlite }) => ({
      what: 'foreign key',
      object: `${foreignKeyLabel(label, postgres)} foreign key`,
      postgres: { name: postgres.name, ddl: () => foreignKeyFragment(postgres) },
      sqlite: { name: sqlite.name, ddl: () => foreignKeyFragment(sqlite) },
    })),
    ...conditions.postgres.own.flatMap(({ key, check, columns }) => {
      const partner = checks.get(key)?.check;
      if (partner === undefined) return [];
      return {
        what: 'check',
        object: `${label}(${spellList(columns)}) check`,
        postgres: { name: check.name, ddl: () => checkFragment(check) },
        sqlite: { name: partner.name, ddl: () => checkFragment(partner) },
      };
    }),
    ...matchTriggers(
      { postgres: table.postgres.triggers, sqlite: table.sqlite.triggers, contexts: table.contexts },
      comparing.normaliser,
    ).pairs.map(({ postgres, sqlite }) => ({
      what: 'trigger',
      object: `${label}.${postgres.trigger.name}`,
      postgres: { name: postgres.trigger.name, ddl: () => triggerFragment(postgres.trigger) },
      sqlite: { name: sqlite.trigger.name, ddl: () => triggerFragment(sqlite.trigger) },
    })),
  ];
}
