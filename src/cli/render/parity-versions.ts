import type { ModuleParity, VersionParity } from '../../parity/report.ts';
import { plural } from './parity-figures.ts';
import { renderTable, type TableRow } from './table.ts';
import type { View } from './view.ts';

/**
 * Returns a line per step that changed what differs, and how many did not between them; none where only the head was looked
 * at.
 */
export function renderVersions({ versions }: ModuleParity, view: View): string[] {
  const rows: TableRow[] = [];
  let quiet: VersionParity[] = [];
  const fold = (): void => {
    const [first, last] = [quiet[0], quiet.at(-1)];
    if (first !== undefined && last !== undefined) rows.push(quietRow(first, last, quiet.length));
    quiet = [];
  };
  for (const version of versions) {
    if (changes(version) === '') quiet.push(version);
    else {
      fold();
      rows.push(changedRow(version));
    }
  }
  fold();
  return renderTable(rows, view, { remarks: 2 });
}

function changedRow(version: VersionParity): TableRow {
  const { step, name, errors, warnings } = version;
  const state =
    errors > 0
      ? ({ text: `✗ ${plural(errors, 'error')}`, tone: 'bad' } as const)
      : warnings > 0
        ? ({ text: `! ${plural(warnings, 'warning')}`, tone: 'open' } as const)
        : ({ text: '✓ parity', tone: 'good' } as const);
  return [name === '' ? step : name, state, changes(version)];
}

function quietRow(first: VersionParity, last: VersionParity, count: number): TableRow {
  const range = count === 1 ? first.step : `${first.step} to ${last.step}`;
  return [
    { text: range, tone: 'faint' },
    { text: 'nothing new', tone: 'faint' },
  ];
}

/** `2 appeared, 1 settled`; infos are no news. */
function changes({ appeared, settled }: VersionParity): string {
  const weighing = appeared.filter(({ severity }) => severity !== 'info').length;
  return [
    ...(weighing === 0 ? [] : [`${weighing} appeared`]),
    ...(settled.length === 0 ? [] : [`${settled.length} settled`]),
  ].join(', ');
}
