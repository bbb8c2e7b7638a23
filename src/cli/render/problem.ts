import type { Problem } from '../../core/report.ts';
import type { View } from './view.ts';
import { clean, wrap } from './width.ts';

/** Returns a problem of a database as lines: its code and message, and what to do about it. */
export function renderProblem(
  problem: Pick<Problem, 'code' | 'message' | 'hint'>,
  view: View,
  database?: string,
): string[] {
  const where = database === undefined ? '' : ` on ${database}`;
  return [
    `  ${view.paint('bad', `✗ ${problem.code}`)}${where}`,
    ...indented(problem.message, view, 4),
    ...renderHint(problem.hint, view, 4),
  ];
}

/** Returns the hint as lines, the first with an arrow; none for an empty hint. */
export function renderHint(hint: string, view: View, indent: number): string[] {
  if (hint === '') return [];
  return indented(hint, view, indent + 2).map((line, index) =>
    index === 0 ? `${' '.repeat(indent)}${view.paint('accent', '→')} ${line.slice(indent + 2)}` : line,
  );
}

/** Returns the text as lines with a margin, broken to the view's width. */
export function indented(text: string, view: View, indent: number): string[] {
  return wrap(clean(text), view.width - indent).map((line) => ' '.repeat(indent) + line);
}
