import { parseArgs } from 'node:util';
import { type CellResult, cellsOf, runCell } from './matrix/run-cell.ts';
import { type Driver, drivers, postgresDrivers } from './matrix/suites.ts';

// The tests of each driver on each PostgreSQL and each Node that is chosen, one after the other, and a table at the end:
//   npm run test:matrix                                         pg and embedded, PostgreSQL 14 to 18, the Node of the repository
//   npm run test:matrix -- --driver pg --major 15,16 --node 22,26
//   npm run test:matrix -- --driver better-sqlite3,libsql-file,shared --node 22
const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: postgresDrivers.join(',') },
    major: { type: 'string', default: '14,15,16,17,18' },
    node: { type: 'string', default: String(Number.parseInt(process.versions.node, 10)) },
  },
});

function list(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function numbers(flag: string, text: string): readonly number[] {
  const wrong = list(text).find((part) => !/^\d+$/.test(part));
  if (wrong !== undefined) throw new Error(`--${flag} takes majors, as in 16,18; not ${wrong}`);
  return list(text).map(Number);
}

function driversOf(text: string): readonly Driver[] {
  return list(text).map((name) => {
    const driver = drivers.find((known) => known === name);
    if (driver === undefined) throw new Error(`--driver takes ${drivers.join(', ')}; not ${name}`);
    return driver;
  });
}

function tableOf(results: readonly CellResult[]): string {
  const rows = results.map(({ cell, passed, failed, skipped, seconds }) => [
    cell.driver,
    cell.postgres === null ? '-' : String(cell.postgres),
    String(cell.node),
    ...[passed, failed, skipped, Math.round(seconds)].map(String),
  ]);
  const head = ['driver', 'PostgreSQL', 'Node', 'passed', 'failed', 'skipped', 'seconds'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [head, ...rows].map(lineOf).join('\n');
}

const choice = {
  drivers: driversOf(values.driver),
  majors: numbers('major', values.major),
  nodes: numbers('node', values.node),
};
const results: CellResult[] = [];
for (const cell of cellsOf(choice)) {
  console.log(
    `\n=== ${cell.driver}${cell.postgres === null ? '' : `, PostgreSQL ${cell.postgres}`}, Node ${cell.node}`,
  );
  results.push(await runCell(cell));
}
console.log(`\n${tableOf(results)}`);
process.exitCode = results.some(({ failed, passed }) => failed > 0 || passed === 0) ? 1 : 0;
