import type { Schema, Table, Trigger } from '../../core/schema.ts';
import {
  checkFragment,
  columnFragment,
  foreignKeyFragment,
  indexFragment,
  primaryKeyFragment,
  tableFragment,
  triggerFragment,
  uniqueFragment,
  viewFragment,
} from '../fragments.ts';
import { spellList, spellName, spellQualified } from '../spell-name.ts';

/** One object of a schema with all that it says. */
export interface ExactObject {
  readonly kind: string;
  readonly object: string;
  readonly table: string | null;
  /** What finds it in the other schema. */
  readonly key: string;
  readonly ddl: string;
  /** What its DDL does not show, or null. */
  readonly more?: string;
}

/** Returns every object of a schema: tables, what belongs to them, views, enums and what the model does not cover. */
export function exactObjects(schema: Schema): readonly ExactObject[] {
  return [
    ...schema.tables.map((table) => whole(table)),
    ...schema.tables.flatMap((table) => partsOf(table)),
    ...schema.views.flatMap((view) => {
      const object = spellQualified(view);
      const form = `${view.isMaterialized ? 'materialized ' : ''}(${spellList(view.columns)})`;
      const more = view.problem === null ? form : `${form} ${view.problem}`;
      return [
        { kind: 'view', object, table: null, key: object, ddl: viewFragment(view), more },
        ...triggersOf(object, view.triggers),
      ];
    }),
    ...schema.enums.map((type) => {
      const object = spellQualified(type);
      const labels = type.labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(', ');
      return {
        kind: 'enum',
        object,
        table: null,
        key: object,
        ddl: `CREATE TYPE ${object} AS ENUM (${labels})`,
      };
    }),
    ...schema.others.map(({ kind, name, definition }) => ({
      kind,
      object: name,
      table: null,
      key: name,
      ddl: definition,
    })),
  ];
}

/** A table is there or not; what it consists of are objects of their own, and its form goes with it. */
function whole(table: Table): ExactObject {
  const object = spellQualified(table);
  return { kind: 'table', object, table: object, key: object, ddl: tableFragment(table) };
}

/** Returns the objects that belong to a table. */
function partsOf(table: Table): readonly ExactObject[] {
  const label = spellQualified(table);
  const found: ExactObject[] = [];
  const add = (kind: string, object: string, key: string, ddl: string, more = ''): void => {
    found.push({ kind, object, table: label, key: `${label} ${key}`, ddl, more });
  };
  const { strict, withoutRowid, partitionedBy, unlogged } = table.form;
  const options = [
    ...(strict ? ['STRICT'] : []),
    ...(withoutRowid ? ['WITHOUT ROWID'] : []),
    ...(unlogged ? ['UNLOGGED'] : []),
    ...(partitionedBy === null ? [] : [`PARTITION BY ${partitionedBy}`]),
  ];
  add('table options', label, 'options', options.join(', '));
  add('column order', label, 'order', spellList(table.columns.map(({ name }) => name)));
  for (const column of table.columns) {
    const { type, nullable, counter } = column;
    // A counter hides its NOT NULL, and a domain what it stands on.
    const more = JSON.stringify([nullable, counter, type.domain, type.enumLabels, type.name]);
    add('column', `${label}.${spellName(column.name)}`, column.name, columnFragment(column), more);
  }
  if (table.primaryKey !== null)
    add('primary key', label, 'primary key', primaryKeyFragment(table.primaryKey));
  for (const key of table.uniques) {
    add(
      'unique',
      `${label}(${spellList(key.columns)})`,
      key.name ?? spellList(key.columns),
      uniqueFragment(key),
    );
  }
  for (const index of table.indexes) {
    const nulls = JSON.stringify(index.keys.map(({ nullsFirst }) => nullsFirst));
    add('index', spellName(index.name), index.name, indexFragment(table, index), nulls);
  }
  for (const key of table.foreignKeys) {
    const columns = spellList(key.columns);
    add('foreign key', `${label}(${columns})`, key.name ?? columns, foreignKeyFragment(key));
  }
  for (const check of table.checks) {
    const object = check.name === null ? label : `${label}.${spellName(check.name)}`;
    add('check', object, check.name ?? '', checkFragment(check));
  }
  return [...found, ...triggersOf(label, table.triggers)];
}

function triggersOf(label: string, triggers: readonly Trigger[]): readonly ExactObject[] {
  return triggers.map((trigger) => ({
    kind: 'trigger',
    object: `${label}.${spellName(trigger.name)}`,
    table: label,
    key: `${label} ${trigger.name}`,
    ddl: triggerFragment(trigger),
  }));
}
