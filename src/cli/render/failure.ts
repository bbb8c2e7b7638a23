import type { LockstepError } from '../../core/errors.ts';
import type { DatabaseReport, RunReport, StepOutcome } from '../../core/report.ts';
import { type Excerpt, renderExcerpt } from './excerpt.ts';
import { indented, renderHint, renderProblem } from './problem.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/**
 * Returns an error for people: its code, what and where, the line of the file with a caret, what the engine said, what
 * the other databases have of it, what had been applied before, and what to do; then the other databases' problems.
 */
export function renderFailure(error: LockstepError, excerpt: Excerpt | null, view: View): string {
  const { details } = error;
  const place = placeOf(details, error.message);
  const lines = [
    `${view.paint('bad', `✗ ${error.code}`)}${place === '' ? '' : `  ${view.paint('strong', place)}`}`,
    ...indented(error.message, view, 2),
  ];
  if (excerpt !== null) lines.push('', ...renderExcerpt(excerpt, view, 2), '');
  const said = engineLine(details, error.message);
  if (said !== null) lines.push(...indented(said, view, 2));
  lines.push(...notElsewhere(error, view));
  lines.push(...appliedBefore(error.report, view));
  lines.push(...renderHint(error.hint, view, 2));
  lines.push(...otherProblems(error, view));
  return lines.join('\n');
}

/** `V21__x on production`: what the details name and the message does not. */
function placeOf(details: LockstepError['details'], message: string): string {
  const [migration, database] = [details['migration'], details['database']].map((value) => {
    const name = text(value);
    return name === null || message.includes(name) ? null : clean(name);
  });
  return `${migration ?? ''}${migration && database ? ' on ' : ''}${database ?? ''}`;
}

/** The engine's own words, unless the message quotes them already. */
function engineLine(details: LockstepError['details'], message: string): string | null {
  const said = text(details['engineMessage']);
  const code = text(details['engineCode']);
  if (said === null || message.includes(said)) return null;
  return `${text(details['engine']) ?? 'the database'} says: ${code === null ? '' : `${code} `}${said}`;
}

/** The problems of the report that are not the one thrown. */
function otherProblems(error: LockstepError, view: View): string[] {
  const many = (error.report?.databases.length ?? 0) > 1;
  const thrownOn = error.details['database'];
  return (error.report?.databases ?? []).flatMap((database) =>
    [
      ...(database.error === undefined ? [] : [database.error]),
      ...database.modules.map(({ problem }) => problem),
    ]
      .filter((problem) => problem !== null)
      .filter(
        ({ message }) =>
          !error.message.includes(message) || (typeof thrownOn === 'string' && thrownOn !== database.name),
      )
      .flatMap((problem) => ['', ...renderProblem(problem, view, many ? database.name : undefined)]),
  );
}

/** The databases that lack the failed step too, so that nobody has to wonder whether they went ahead. */
function notElsewhere({ code, details, report }: LockstepError, view: View): string[] {
  if (code === 'OUTCOME_UNKNOWN') return [];
  const outcomeOn = (database: DatabaseReport): StepOutcome | undefined =>
    database.modules
      .find(({ name }) => name === details['module'])
      ?.migrations.find(({ name }) => name === details['migration'])?.outcome;
  const databases = report?.databases ?? [];
  if (!databases.some((database) => outcomeOn(database) === 'failed')) return [];
  const without = databases.filter((database) => outcomeOn(database) === 'not-run').map(({ name }) => name);
  if (without.length === 0) return [];
  const have = without.length === 1 ? 'does' : 'do';
  return indented(
    `${without.join(' and ')} ${have} not have it either: nothing of it was kept there`,
    view,
    2,
  );
}

function appliedBefore(report: RunReport | null, view: View): string[] {
  const databases = report?.databases ?? [];
  return databases.flatMap(({ name, modules }) => {
    const applied = modules.flatMap(({ migrations }) =>
      migrations.filter(({ outcome }) => outcome === 'applied').map((step) => clean(step.name)),
    );
    if (applied.length === 0) return [];
    const shown =
      applied.length > 6
        ? [...applied.slice(0, 2), `… ${applied.length - 4} more …`, ...applied.slice(-2)]
        : applied;
    return indented(`applied before that on ${name}: ${shown.join(', ')}`, view, 2);
  });
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}
