import type { Engine } from '../../core/engine.ts';
import type { ExactDifference } from '../../parity/exact/exact-difference.ts';
import { exactColumnsOf } from './parity-columns.ts';
import { plural } from './parity-figures.ts';
import { renderSides } from './parity-sides.ts';
import { indented } from './problem.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** What two schemas of one engine are called where they are shown. */
export interface ExactTitles {
  readonly expected: string;
  readonly found: string;
}

/** A database, or one module of it, beside what its files make. */
export interface ExactSight {
  /** For people: `gateway on production`. */
  readonly name: string;
  readonly engine: Engine;
  readonly differences: readonly ExactDifference[];
  /** True where nothing has been applied: an address that leads elsewhere must not pass for one that is in order. */
  readonly isEmpty?: boolean;
}

/**
 * Returns what has drifted, for people: per database and module what its own history makes beside what it has; or that nothing
 * has.
 */
export function renderDrift(sights: readonly ExactSight[], view: View): string {
  const count = sights.reduce((sum, { differences }) => sum + differences.length, 0);
  const blocks = sights.map((sight) => renderSight(sight, 'as its history makes it', 'has drifted', view));
  const verdict =
    count === 0
      ? [sights.every(({ isEmpty }) => isEmpty) ? 'nothing was compared' : view.paint('good', 'no drift')]
      : [
          view.paint('bad', plural(count, 'difference')),
          `${view.paint('accent', '→')} Put it back by hand as its history makes it, or make it so everywhere by the next version: lockstep new NAME`,
        ];
  return [...blocks, verdict.join('\n')].join('\n\n');
}

/** Returns why a database cannot be taken over at a version: what differs from a replay up to it; or that it is in shape. */
export function renderBaseline(sights: readonly ExactSight[], step: string, view: View): string {
  const count = sights.reduce((sum, { differences }) => sum + differences.length, 0);
  const blocks = sights.map((sight) =>
    renderSight(sight, `in the shape of ${clean(step)}`, `is not in the shape of ${clean(step)}`, view),
  );
  const verdict =
    count === 0
      ? []
      : [
          view.paint('bad', `${plural(count, 'difference')}; nothing was written`),
          `${view.paint('accent', '→')} Mend the database, or name the version that it is at: lockstep baseline --at STEP`,
        ];
  return [...blocks, ...(verdict.length === 0 ? [] : [verdict.join('\n')])].join('\n\n');
}

function renderSight(
  { name, engine, differences, isEmpty }: ExactSight,
  good: string,
  bad: string,
  view: View,
): string {
  const title = view.paint('strong', clean(name));
  if (isEmpty === true)
    return `${title}  ${view.paint('open', '○ has no history: nothing was applied here')}`;
  if (differences.length === 0) return `${title}  ${view.paint('good', `✓ ${good}`)}`;
  return [
    `${title}  ${view.paint('bad', `✗ ${bad}`)}  ${plural(differences.length, 'difference')}`,
    ...differences.map((difference) =>
      renderExact(difference, engine, { expected: 'expected', found: 'found' }, view).join('\n'),
    ),
  ].join('\n\n');
}

/** Returns one exact difference as lines: the object, what differs, and both sides. */
export function renderExact(
  difference: ExactDifference,
  engine: Engine,
  titles: ExactTitles,
  view: View,
): string[] {
  const { kind, object, message } = difference;
  return [
    `  ${view.paint('bad', `✗ ${clean(kind)}`)}  ${view.paint('strong', clean(object))}`,
    ...indented(message, view, 4),
    ...renderSides(exactColumnsOf(difference, engine, titles), view, 4),
  ];
}
