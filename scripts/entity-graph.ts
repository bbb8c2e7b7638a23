import type { ForeignKey, Index, Schema, Table } from '../src/index.ts';
import { markdownTable } from './markdown-table.ts';

/** One diagram each. Every table of the store is in one of them; tables of another appear by their name alone. */
const groups: Readonly<Record<string, readonly string[]>> = {
  people: [
    'users',
    'user_identities',
    'sessions',
    'teams',
    'memberships',
    'invitations',
    'service_accounts',
    'retention_policies',
  ],
  catalog: [
    'providers',
    'provider_credentials',
    'models',
    'model_aliases',
    'model_prices',
    'routes',
    'route_profile_rules',
    'route_health',
  ],
  access: ['api_keys', 'api_key_limits', 'model_grants', 'budgets'],
  requests: ['request_log', 'request_attempts', 'request_payloads', 'request_tags', 'usage_ledger'],
  operation: ['audit_log', 'settings', 'webhooks', 'webhook_deliveries'],
};

/** The declared types of both engines; what SQLite cannot tell apart is told by the parity file, a CHECK or a foreign key. */
const words: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  text: 'text',
  bigint: 'integer',
  integer: 'integer',
  'timestamp with time zone': 'moment',
};

/** What the catalog does not say: `timestamp-ms` of `table.column`. */
type Logical = Readonly<Record<string, string>>;

/**
 * Returns the generated parts of docs/data-relationships.md: a diagram for each group, and a table of what happens when a row
 * goes. Equal for both engines. Throws where a table of the schema is in no group, or the other way round.
 */
export function entityGraph(schema: Schema, logical: Logical): Readonly<Record<string, string>> {
  const tables = new Map(schema.tables.map((table) => [table.name, table]));
  const drawn = Object.values(groups).flat();
  const [odd] = new Set(drawn).symmetricDifference(tables);
  if (odd !== undefined)
    throw new Error(`${odd} is in a group of scripts/entity-graph.ts or in the store, not in both`);
  const inOrder = drawn.flatMap((name) => tables.get(name) ?? []);
  const diagrams = Object.entries(groups).map(([group, names]) => [
    `diagram of ${group}`,
    drawGroup(
      inOrder.filter(({ name }) => names.includes(name)),
      (table, column) => wordOf(tables, logical, table, column),
    ),
  ]);
  return { ...Object.fromEntries(diagrams), 'what goes': goesTable(inOrder) };
}

function drawGroup(tables: readonly Table[], typeOf: (table: Table, column: string) => string): string {
  return [
    '```mermaid',
    'erDiagram',
    ...tables.flatMap((table) => [
      `  ${table.name} {`,
      ...keyColumns(table).map((name) => {
        const marks = marksOf(table, name).join(', ');
        const note = noteOf(table, name);
        return `    ${[typeOf(table, name), name, marks, note === '' ? '' : `"${note}"`].filter((part) => part !== '').join(' ')}`;
      }),
      '  }',
    ]),
    ...tables.flatMap((table) => sortedKeys(table).map((key) => relation(table, key))),
    '```',
  ].join('\n');
}

/** `users ||--o{ api_keys : "user_id cascade"`: the line is whole where the row goes with the one that it refers to. */
function relation(table: Table, key: ForeignKey): string {
  const [first] = key.columns;
  const parent = isNullable(table, key) ? '|o' : '||';
  const single = uniquesOf(table).some((unique) => isAlone(unique) && unique.columns[0] === first);
  const line = key.onDelete === 'cascade' ? '--' : '..';
  return `  ${key.target} ${parent}${line}${single ? 'o|' : 'o{'} ${table.name} : "${key.columns.join(', ')} ${key.onDelete}"`;
}

function isNullable(table: Table, key: ForeignKey): boolean {
  return table.columns.some(({ name, nullable }) => nullable && key.columns.includes(name));
}

/** What identifies a row, and what refers to another; in the table's order. */
function keyColumns(table: Table): readonly string[] {
  const keys = new Set([
    ...uniquesOf(table).flatMap(({ columns }) => columns),
    ...table.foreignKeys.flatMap(({ columns }) => columns),
  ]);
  return table.columns.map(({ name }) => name).filter((name) => keys.has(name));
}

/** Something that is there once: the columns and, of an index, the expressions over them and the rows that it is about. */
interface Unique {
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly where: string | null;
}

function uniquesOf({ primaryKey, uniques, indexes }: Table): readonly Unique[] {
  return [
    ...[primaryKey, ...uniques].flatMap((key) =>
      key === null ? [] : [{ columns: key.columns, keys: key.columns, where: null }],
    ),
    ...indexes.filter(({ isUnique }) => isUnique).map(uniqueOf),
  ];
}

function uniqueOf({ keys, predicate }: Index): Unique {
  const texts = keys.map((key) => ('column' in key ? key.column : key.expression));
  return {
    // The store's expressions are a function of one column.
    columns: texts.map((text) => /\((\w+)\)/.exec(text)?.[1] ?? text),
    keys: texts,
    // As the scripts have it: PostgreSQL adds casts and parentheses.
    where: predicate?.replaceAll(/::\w+|[()]/g, '') ?? null,
  };
}

function isAlone({ columns, keys, where }: Unique): boolean {
  return where === null && keys.length === 1 && keys[0] === columns[0];
}

function marksOf(table: Table, column: string): readonly string[] {
  const isKey = table.primaryKey?.columns.includes(column) ?? false;
  const refers = table.foreignKeys.some(({ columns }) => columns.includes(column));
  const isUnique = uniquesOf(table).some((unique) => isAlone(unique) && unique.columns[0] === column);
  return [...(isKey ? ['PK'] : []), ...(refers ? ['FK'] : []), ...(isUnique && !isKey ? ['UK'] : [])];
}

/** With which columns, how and where it is unique; empty where a mark says so, or nothing is. */
function noteOf(table: Table, column: string): string {
  return uniquesOf(table)
    .filter((unique) => unique.columns.includes(column) && !isAlone(unique))
    .filter(({ columns }) => columns !== table.primaryKey?.columns)
    .map(({ columns, keys, where }) => {
      const place = columns.indexOf(column);
      const others = keys.filter((_, at) => at !== place);
      return [
        keys[place] === column ? 'unique' : `unique as ${keys[place]}`,
        ...(others.length === 0 ? [] : [`with ${others.join(' and ')}`]),
        ...(where === null ? [] : [`where ${where}`]),
      ].join(' ');
    })
    .sort()
    .join('; ');
}

function wordOf(tables: ReadonlyMap<string, Table>, logical: Logical, table: Table, name: string): string {
  if (logical[`${table.name}.${name}`] === 'timestamp-ms') return 'moment';
  const key = table.foreignKeys.find(({ columns }) => columns.includes(name));
  const target = tables.get(key?.target ?? '');
  if (key !== undefined && target !== undefined && target !== table) {
    return wordOf(tables, logical, target, key.targetColumns[key.columns.indexOf(name)] ?? '');
  }
  if (
    key !== undefined ||
    table.checks.some(({ expression }) => expression.includes(`length(${name}) = 36`))
  ) {
    return 'uuid';
  }
  const declared = table.columns.find((column) => column.name === name)?.type.name ?? '';
  const word = words[declared];
  if (word === undefined)
    throw new Error(`${table.name}.${name} is ${declared}, which the diagrams have no word for`);
  return word;
}

function sortedKeys({ columns, foreignKeys }: Table): readonly ForeignKey[] {
  const place = ({ columns: own }: ForeignKey): number => columns.findIndex(({ name }) => name === own[0]);
  return foreignKeys.toSorted((a, b) => place(a) - place(b));
}

/** By what is deleted: the rows that go along, those that forget it, and those for which it cannot go. */
function goesTable(tables: readonly Table[]): string {
  const referring = (target: string, action: string): string =>
    tables
      .flatMap((table) =>
        sortedKeys(table)
          .filter((key) => key.target === target && key.onDelete === action)
          .map((key) => `\`${table.name}.${key.columns.join(', ')}\``),
      )
      .join(', ');
  const rows = tables.map(({ name }) => [
    `\`${name}\``,
    referring(name, 'cascade'),
    referring(name, 'set null'),
    referring(name, 'restrict'),
  ]);
  return markdownTable(
    [
      'when a row of this goes',
      'these go with it',
      'these forget it',
      'it stays while one of these is there',
    ],
    rows.filter((cells) => cells.slice(1).some((cell) => cell !== '')),
  );
}
