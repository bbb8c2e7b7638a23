import { conditionsOf } from '../conditions/conditions.ts';
import { checkFragment, columnFragment } from '../fragments.ts';
import { columnLabel } from '../pairing/pair-schemas.ts';
import { differenceOf, type Rule } from '../rule.ts';

/** The labels of an enum type opposite to those of a CHECK. */
export const enumLabelsRule: Rule = {
  name: 'enum-labels',
  reports: [{ kind: 'enum-labels', severity: 'error' }],
  summary:
    "SQLite's CHECK (c IN (…)) names other labels than PostgreSQL's enum type. Their order says nothing, and without a CHECK nothing is compared.",
  find: ({ schemas, normaliser }) =>
    schemas.tables.flatMap((table) => {
      const labelled = conditionsOf(table, normaliser).sqlite.implied;
      return table.columns.flatMap(({ name, postgres }) => {
        const labels = postgres.type.enumLabels;
        if (labels === null) return [];
        return labelled.flatMap(({ column, meaning, condition }) => {
          if (column !== name || meaning.means !== 'labels') return [];
          const [ours, theirs] = [spell(labels), spell(meaning.labels)];
          if (ours === theirs) return [];
          const object = columnLabel(table.label, name);
          return differenceOf({
            kind: 'enum-labels',
            severity: 'error',
            object,
            table: table.label,
            message: `${object} takes other labels on each side${onlyOn(labels, meaning.labels)}.`,
            postgres: { value: ours, ddl: columnFragment(postgres) },
            sqlite: { value: theirs, ddl: checkFragment(condition.check) },
          });
        });
      });
    }),
};

function spell(labels: readonly string[]): string {
  return [...new Set(labels)].toSorted().map(quote).join(', ');
}

function quote(label: string): string {
  return `'${label.replaceAll("'", "''")}'`;
}

function onlyOn(postgres: readonly string[], sqlite: readonly string[]): string {
  const parts = [
    ['PostgreSQL', postgres.filter((label) => !sqlite.includes(label))],
    ['SQLite', sqlite.filter((label) => !postgres.includes(label))],
  ] as const;
  return parts
    .filter(([, labels]) => labels.length > 0)
    .map(([title, labels]) => `; only ${title} takes ${labels.map(quote).join(', ')}`)
    .join('');
}
