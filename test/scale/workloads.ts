import type { ScaleScripts } from './scale-project.ts';

/** Something that a module may have much of. */
export interface Workload {
  readonly name: string;
  /** What the sizes count. */
  readonly unit: 'MB' | 'statements' | 'migrations';
  readonly sizes: readonly number[];
  readonly scripts: (size: number) => ScaleScripts;
  /** What the client may hold at most, beyond what it starts with. */
  readonly clientMbPerUnit: number;
  /** What one process of the server may hold at most. */
  readonly serverMb: (size: number) => number;
  /** What `migrate` leaves: a query with its one answer. */
  readonly proof: { readonly sql: string; readonly answer: (size: number) => number };
}

const megabyte = 1_000_000;
const text = 'with some text in it';
const table = 'CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL);\n';

/** Rows as people's data scripts have them, until they are as long as asked for. */
function rows(length: number, row: (index: number) => string): readonly string[] {
  const all: string[] = [];
  for (let written = 0; written < length; written += all.at(-1)?.length ?? 0) all.push(row(all.length));
  return all;
}

const bigRow = (index: number): string =>
  `INSERT INTO item (id, body) VALUES (${index}, 'row ${index} ${text.repeat(20)}');\n`;
/** With characters that rules look at more closely, to tell whether they stand in a string. */
const shortRow = (index: number): string => `(${index}, 'row ${index} ${text}? a\\b'),\n`;

function oneScript(script: string): ScaleScripts {
  return new Map([['V1__large', script]]);
}

export const workloads: readonly Workload[] = [
  {
    name: 'one INSERT of one long text',
    unit: 'MB',
    sizes: [12.5, 25, 50],
    clientMbPerUnit: 10,
    serverMb: (size) => 50 + 16 * size,
    scripts: (size) =>
      oneScript(`${table}INSERT INTO item (id, body) VALUES (1, '${'x'.repeat(size * megabyte)}');\n`),
    proof: { sql: 'SELECT length(body) AS n FROM item', answer: (size) => size * megabyte },
  },
  {
    name: 'one INSERT of many rows',
    unit: 'MB',
    sizes: [12.5, 25, 50],
    clientMbPerUnit: 15,
    // The engine's own tree of the one statement.
    serverMb: (size) => 50 + 36 * size,
    scripts: (size) =>
      oneScript(
        `${table}INSERT INTO item (id, body) VALUES\n${rows(size * megabyte, shortRow)
          .join('')
          .slice(0, -2)};\n`,
      ),
    proof: {
      sql: 'SELECT count(*) AS n FROM item',
      answer: (size) => rows(size * megabyte, shortRow).length,
    },
  },
  {
    name: 'INSERTs of half a kilobyte',
    unit: 'MB',
    sizes: [12.5, 25, 50],
    clientMbPerUnit: 12,
    serverMb: () => 50,
    scripts: (size) => oneScript(`${table}${rows(size * megabyte, bigRow).join('')}`),
    proof: { sql: 'SELECT count(*) AS n FROM item', answer: (size) => rows(size * megabyte, bigRow).length },
  },
  {
    name: 'short statements in one script',
    unit: 'statements',
    sizes: [25_000, 50_000, 100_000],
    clientMbPerUnit: 0.004,
    // In one EXECUTE they would take PostgreSQL more than a gigabyte.
    serverMb: () => 50,
    scripts: (size) =>
      oneScript(
        table +
          Array.from(
            { length: size - 1 },
            (_, id) => `INSERT INTO item (id, body) VALUES (${id}, 'a');\n`,
          ).join(''),
      ),
    proof: { sql: 'SELECT count(*) AS n FROM item', answer: (size) => size - 1 },
  },
  {
    name: 'migrations',
    unit: 'migrations',
    sizes: [2_500, 5_000, 10_000],
    clientMbPerUnit: 0.05,
    serverMb: () => 50,
    scripts: (size) =>
      new Map(
        Array.from({ length: size }, (_, index) => {
          const script = index === 0 ? table : `INSERT INTO item (id, body) VALUES (${index}, 'a');\n`;
          return [`V${index + 1}__step`, script];
        }),
      ),
    proof: { sql: 'SELECT count(*) AS n FROM schema_migrations', answer: (size) => size },
  },
];
