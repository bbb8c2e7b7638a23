import type { Figure } from './figures.ts';
import { alignTable } from './table.ts';
import { targetOf } from './targets.ts';

/** Prints the figures of one section as they are measured. */
export function printSection(section: string, figures: readonly unknown[]): void {
  if (section === 'figures' || section === 'growth') printFigures(figures as readonly Figure[]);
  else printRows(section, figures as readonly Readonly<Record<string, unknown>>[]);
}

function printFigures(figures: readonly Figure[]): void {
  const groups = Map.groupBy(figures, ({ engine, measure, variant, count }) =>
    [engine, measure, variant, `${count} migrations`].join(' · '),
  );
  for (const [title, group] of groups) {
    console.log(`\n${title} · ${group[0]?.rounds} rounds`);
    const rows = group.map((each) => [
      each.participant,
      each.medianMs.toFixed(1),
      `${each.minMs.toFixed(1)} - ${each.maxMs.toFixed(1)}`,
      each.ratio.toFixed(2),
      each.cpuMs.toFixed(1),
      each.cpuRatio.toFixed(2),
      each.serverCpuMs === 0 ? '' : each.serverCpuMs.toFixed(0),
      verdict(each),
    ]);
    const head = [
      'participant',
      'median ms',
      'min - max',
      'ratio',
      'CPU ms',
      'CPU ratio',
      'server CPU ms',
      '',
    ];
    for (const line of alignTable([head, ...rows])) console.log(`  ${line}`);
  }
}

function printRows(section: string, rows: readonly Readonly<Record<string, unknown>>[]): void {
  const [first] = rows;
  if (first === undefined) return;
  console.log(`\n${section}`);
  const keys = Object.keys(first).filter((key) => key !== 'texts');
  const cells = rows.map((row) => keys.map((key) => show(row[key])));
  for (const line of alignTable([keys, ...cells])) console.log(`  ${line}`);
  for (const row of rows) {
    if (`${row['participant']}`.startsWith('lockstep') && Array.isArray(row['texts']))
      for (const text of row['texts']) console.log(`    ${row['participant']}: ${text}`);
  }
}

function show(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2);
  return String(value).slice(0, 100);
}

function verdict(figure: Figure): string {
  const target = targetOf(figure);
  return target === null ? '' : `target ${target.toFixed(2)}: ${figure.ratio <= target ? 'met' : 'MISSED'}`;
}
