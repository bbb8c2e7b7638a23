import type { ModuleParity, VersionParity } from '../../parity/report.ts';
import { newsOf, plural, type VersionNews } from './parity-figures.ts';
import { renderTable, type TableRow } from './table.ts';
import type { View } from './view.ts';

/**
 * Returns a line per step that changed what differs, and how many did not between them; none where only the head was looked
 * at.
 */
export function renderVersions(module: ModuleParity, view: View): string[] {
  const rows: TableRow[] = [];
  let quiet: VersionParity[] = [];
  const fold = (): void => {
    const [first, last] = [quiet[0], quiet.at(-1)];
    if (first !== undefined && last !== undefined) rows.push(quietRow(first, last, quiet.length));
    quiet = [];
  };
  const news = newsOf(module);
  module.versions.forEach((version, index) => {
    const said = sayNews(news[index] ?? { appeared: 0, settled: 0 });
    if (said === '') {
      quiet.push(version);
      return;
    }
    fold();
    rows.push(changedRow(version, said));
  });
  fold();
  return renderTable(rows, view, { remarks: 2 });
}

function changedRow({ step, name, errors, warnings }: VersionParity, news: string): TableRow {
  const state =
    errors > 0
      ? ({ text: `✗ ${plural(errors, 'error')}`, tone: 'bad' } as const)
      : warnings > 0
        ? ({ text: `! ${plural(warnings, 'warning')}`, tone: 'open' } as const)
        : ({ text: '✓ parity', tone: 'good' } as const);
  return [name === '' ? step : name, state, news];
}

function quietRow(first: VersionParity, last: VersionParity, count: number): TableRow {
  const range = count === 1 ? first.step : `${first.step} to ${last.step}`;
  return [
    { text: range, tone: 'faint' },
    { text: 'nothing new', tone: 'faint' },
  ];
}

/** `2 appeared, 1 settled`; empty for no news. */
function sayNews({ appeared, settled }: VersionNews): string {
  return [
    ...(appeared === 0 ? [] : [`${appeared} appeared`]),
    ...(settled === 0 ? [] : [`${settled} settled`]),
  ].join(', ');
}
