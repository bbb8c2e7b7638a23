import { LockstepError } from '../core/errors.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { StartRecord } from './start-record.ts';

const mostNamed = 5;

/**
 * Returns the error of a start that was stopped: what was applied and stays, what was rolled back, what was not begun.
 * `by` is the name of the signal that the process got, or null.
 */
export function stoppedStart(
  record: StartRecord,
  modules: readonly LoadedModule[],
  by: string | null,
  cause: unknown,
): LockstepError {
  const applied = record.applied.map(({ migration }) => migration);
  const begun = record.rolledBack();
  const notBegun = record.notBegun().map(({ migration }) => migration);
  const isAlone = modules.some(
    ({ name, chain }) =>
      name === begun?.module &&
      chain.some((step) => step.name === begun.migration && step.scripts.postgres?.transaction === 'none'),
  );
  const facts = [
    ...(applied.length === 0
      ? []
      : [`${listed(applied)} applied, and ${applied.length === 1 ? 'stays' : 'stay'}`]),
    ...(begun === null ? [] : [`${begun.migration} ${isAlone ? aloneText : 'rolled back'}`]),
    ...(notBegun.length === 0 ? [] : [`${listed(notBegun)} not begun`]),
  ];
  const what = facts.length === 0 ? 'nothing was written' : facts.join('; ');
  return new LockstepError('INTERRUPTED', `The start was stopped${by === null ? '' : ` by ${by}`}: ${what}`, {
    hint: 'Start again: it goes on where this one ended.',
    details: { signal: by, applied, rolledBack: begun?.migration ?? null, notBegun },
    cause,
  });
}

const aloneText = 'stopped between its statements (the next start goes on there)';

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
