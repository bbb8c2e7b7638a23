import { engineTitles } from '../../core/engine.ts';
import type { ForeignKey } from '../../core/schema.ts';
import type { Difference, DifferenceSide } from '../difference.ts';
import { foreignKeyFragment } from '../fragments.ts';
import { foreignKeyLabel, foreignKeyValue, matchForeignKeys } from '../matching/match-foreign-keys.ts';
import { takesNull } from '../conditions/nullable.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, otherSide, type Rule } from '../rule.ts';

/** Foreign keys, besides their actions. */
export const foreignKeyRule: Rule = {
  name: 'foreign-key',
  reports: [
    { kind: 'foreign-key', severity: 'error' },
    { kind: 'foreign-key', severity: 'warning' },
  ],
  summary:
    'A foreign key is missing on one side, leads to other columns, is checked at the commit on one side only, or is MATCH FULL over several columns that may be NULL. NOT VALID is a warning: PostgreSQL holds it for new rows only. DEFERRABLE INITIALLY IMMEDIATE is the same as none, as long as nobody defers it.',
  find: (comparing) =>
    comparing.schemas.tables.flatMap((table) => {
      const { pairs, lonely } = matchForeignKeys(table);
      return [
        ...lonely.map(({ side, key }) => missing(table, side, key)),
        ...pairs.flatMap(
          ({ postgres, sqlite, isSame }) => judge(comparing, table, postgres, sqlite, isSame) ?? [],
        ),
      ];
    }),
};

function missing(table: TablePair, side: 'postgres' | 'sqlite', key: ForeignKey): Difference {
  const own: DifferenceSide = { value: foreignKeyValue(key), ddl: foreignKeyFragment(key) };
  const object = foreignKeyLabel(table.label, key);
  const title = engineTitles[otherSide[side]];
  return differenceOf({
    kind: 'foreign-key',
    severity: 'error',
    object,
    table: table.label,
    message: `${title} has no foreign key ${object}: it stores rows whose parent is not there, and deleting the parent does nothing to them.`,
    postgres: side === 'postgres' ? own : null,
    sqlite: side === 'postgres' ? null : own,
  });
}

function judge(
  comparing: Comparing,
  table: TablePair,
  postgres: ForeignKey,
  sqlite: ForeignKey,
  isSame: boolean,
): Difference | null {
  const object = foreignKeyLabel(table.label, postgres);
  const report = (
    severity: 'error' | 'warning',
    message: string,
    remarks: readonly [string, string],
  ): Difference =>
    differenceOf({
      kind: 'foreign-key',
      severity,
      object,
      table: table.label,
      message,
      postgres: { value: `${foreignKeyValue(postgres)}${remarks[0]}`, ddl: foreignKeyFragment(postgres) },
      sqlite: { value: `${foreignKeyValue(sqlite)}${remarks[1]}`, ddl: foreignKeyFragment(sqlite) },
    });
  if (!isSame) {
    // A table that SQLite lacks is told of that table: nothing says to which columns the key leads there.
    const isLost =
      sqlite.targetColumns.length === 0 &&
      postgres.target === sqlite.target &&
      comparing.schemas.postgresOnly.some(({ name }) => name === postgres.target);
    if (isLost) return null;
    const message = `${object} leads to ${targetOf(postgres)} on PostgreSQL and to ${targetOf(sqlite)} on SQLite: each refuses other rows.`;
    return report('error', message, ['', '']);
  }
  const deferred = { postgres: isDeferred(postgres), sqlite: isDeferred(sqlite) };
  if (deferred.postgres !== deferred.sqlite) {
    const title = engineTitles[deferred.postgres ? 'postgres' : 'sqlite'];
    const message = `${object} is checked at the commit on ${title} and at once on the other side: a child before its parent is taken on one side only.`;
    const remark = (isLate: boolean): string => (isLate ? ' initially deferred' : '');
    return report('error', message, [remark(deferred.postgres), remark(deferred.sqlite)]);
  }
  if (postgres.matchFull && isPartlyNull(comparing, table, postgres)) {
    const message = `${object} is MATCH FULL, which SQLite does not have: it takes rows in which only some of the columns are NULL.`;
    return report('error', message, [' match full', '']);
  }
  if (postgres.isValidated === sqlite.isValidated) return null;
  const message = `${object} is NOT VALID on PostgreSQL: rows from before it may have no parent there.`;
  return report('warning', message, [
    postgres.isValidated ? '' : ' not valid',
    sqlite.isValidated ? '' : ' not valid',
  ]);
}

function targetOf(key: ForeignKey): string {
  return foreignKeyValue(key).split(' -> ').at(-1)!;
}

function isDeferred({ deferrable }: ForeignKey): boolean {
  return deferrable === 'initially-deferred';
}

function isPartlyNull({ normaliser }: Comparing, table: TablePair, { columns }: ForeignKey): boolean {
  return (
    columns.length > 1 &&
    table.columns.some(
      (column) => columns.includes(column.name) && takesNull(table, column, 'sqlite', normaliser),
    )
  );
}
