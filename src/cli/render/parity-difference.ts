import type { Difference, Severity } from '../../parity/difference.ts';
import { columnsOf } from './parity-columns.ts';
import { renderSides } from './parity-sides.ts';
import { indented } from './problem.ts';
import type { Tone, View } from './view.ts';
import { clean, displayWidth } from './width.ts';

const looks: Readonly<Record<Severity, { readonly mark: string; readonly tone: Tone }>> = {
  error: { mark: '✗', tone: 'bad' },
  warning: { mark: '!', tone: 'open' },
  info: { mark: '·', tone: 'faint' },
};

/**
 * Returns a difference as lines: its severity and identifier, since when, what differs, and both sides' DDL. `settled` is the
 * step behind which it was gone again, or null.
 */
export function renderDifference(difference: Difference, settled: string | null, view: View): string[] {
  const { id, severity, message, since } = difference;
  const { mark, tone } = looks[severity];
  const when = [
    ...(since === null ? [] : [`since ${clean(since)}`]),
    ...(settled === null ? [] : [`gone again with ${clean(settled)}`]),
  ].join(', ');
  // In one piece, to be copied into `parity accept`.
  const head = `  ${view.paint(tone, `${mark} ${severity}`)}  ${view.paint('strong', clean(id))}`;
  const fits = displayWidth(`${head}  ${when}`) <= view.width;
  return [
    when === '' || !fits ? head : `${head}  ${view.paint('faint', when)}`,
    ...(fits || when === '' ? [] : [`    ${view.paint('faint', when)}`]),
    ...indented(message, view, 4),
    ...renderSides(columnsOf(difference), view, 4),
  ];
}
