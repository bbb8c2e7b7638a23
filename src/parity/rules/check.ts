import { engineTitles } from '../../core/engine.ts';
import { type Condition, conditionsOf } from '../conditions/conditions.ts';
import type { Difference } from '../difference.ts';
import { checkFragment } from '../fragments.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, type Rule } from '../rule.ts';
import { spellList } from '../spell-name.ts';

/** What the CHECKs of a table demand. */
export const checkRule: Rule = {
  name: 'check',
  reports: [
    { kind: 'check', severity: 'error' },
    { kind: 'check', severity: 'warning' },
  ],
  summary:
    "A CHECK is missing on one side or demands something else. All CHECKs of a table are compared as one set of AND-parts, after PostgreSQL's rewriting is undone; parts on the same columns are one difference. What a type opposite implies (x IN (0,1), json_valid(x), length(id) = 36, a range of integers) is left out, and so is `c IS NULL OR` where a NULL passes anyway. NOT VALID is a warning. What cannot be read is compared word by word.",
  find: (comparing) => comparing.schemas.tables.flatMap((table) => compareChecks(comparing, table)),
};

function compareChecks({ normaliser }: Comparing, table: TablePair): readonly Difference[] {
  const conditions = conditionsOf(table, normaliser);
  const postgres = new Map(conditions.postgres.own.map((condition) => [condition.key, condition]));
  const sqlite = new Map(conditions.sqlite.own.map((condition) => [condition.key, condition]));
  const shared = new Set(table.columns.map(({ name }) => name));
  const groups = new Map<string, { postgres: Condition[]; sqlite: Condition[] }>();
  const add = (side: 'postgres' | 'sqlite', condition: Condition): void => {
    // A condition on a column that the other side does not have is told of the column.
    if (!condition.columns.every((column) => shared.has(column))) return;
    const key = spellList(condition.columns);
    const group = groups.get(key) ?? { postgres: [], sqlite: [] };
    groups.set(key, group);
    group[side].push(condition);
  };
  for (const [key, condition] of postgres) if (!sqlite.has(key)) add('postgres', condition);
  for (const [key, condition] of sqlite) if (!postgres.has(key)) add('sqlite', condition);
  return [
    ...[...groups].map(([columns, group]) => differing(table, columns, group)),
    ...[...postgres].flatMap(([key, condition]) => {
      const partner = sqlite.get(key);
      return partner === undefined ? [] : (unvalidated(table, condition, partner) ?? []);
    }),
  ];
}

function differing(
  table: TablePair,
  columns: string,
  { postgres, sqlite }: { readonly postgres: readonly Condition[]; readonly sqlite: readonly Condition[] },
): Difference {
  const object = `${table.label}(${columns})`;
  const isUnderstood = [...postgres, ...sqlite].every(({ normalised }) => normalised.isUnderstood);
  const remark = isUnderstood ? '' : ' It could not be read and was compared word by word.';
  const missingOn = postgres.length === 0 ? 'postgres' : sqlite.length === 0 ? 'sqlite' : null;
  const message =
    missingOn === null
      ? `The checks on ${object} are not the same: a row that one side takes is refused by the other.${remark}`
      : `${engineTitles[missingOn]} has no check on ${object}: it stores rows that the other side refuses.${remark}`;
  return differenceOf({
    kind: 'check',
    severity: 'error',
    object,
    table: table.label,
    message,
    postgres: sideOf(postgres),
    sqlite: sideOf(sqlite),
  });
}

function sideOf(conditions: readonly Condition[]): Difference['postgres'] {
  if (conditions.length === 0) return null;
  return {
    value: conditions
      .map(({ normalised }) => normalised.text)
      .toSorted()
      .join(' AND '),
    ddl: [...new Set(conditions.map(({ check }) => checkFragment(check)))].join(',\n'),
  };
}

function unvalidated(table: TablePair, postgres: Condition, sqlite: Condition): Difference | null {
  if (postgres.check.isValidated === sqlite.check.isValidated) return null;
  const object = `${table.label}(${spellList(postgres.columns)})`;
  const side = (condition: Condition): Difference['postgres'] => ({
    value: `${condition.normalised.text}${condition.check.isValidated ? '' : ' not valid'}`,
    ddl: checkFragment(condition.check),
  });
  return differenceOf({
    kind: 'check',
    severity: 'warning',
    object,
    table: table.label,
    message: `The check on ${object} is NOT VALID on PostgreSQL: rows from before it may break it there.`,
    postgres: side(postgres),
    sqlite: side(sqlite),
  });
}
