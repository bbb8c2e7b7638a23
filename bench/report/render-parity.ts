import { isMet, type ParityFigure, type ParityResult } from '../parity/figure.ts';
import { markdownTable } from './format.ts';
import { howMeasured } from './texts.ts';

/** Returns the section of docs/benchmarks.md about parity on large schemas. */
export function renderParity({ date, machine, load, versions, figures }: ParityResult): string {
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.value, figure.unit),
    figure.cpu === null ? '' : shown(figure.cpu, figure.unit),
    figure.target === null ? '' : `at most ${figure.target} ${figure.unit}`,
    figure.target === null ? '' : isMet(figure) ? 'met' : '**missed**',
  ]);
  return [
    '## Parity on large schemas\n',
    `Run on ${date}: ${machine.cpu}, ${machine.cores} cores, node ${versions.node}, PostgreSQL ${versions.postgres}; load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after.\n`,
    `${markdownTable(['', 'by the clock', 'CPU', 'target', ''], rows)}\n`,
    howMeasured.parity,
  ].join('\n');
}

function shown(value: number, unit: ParityFigure['unit']): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`;
}
