import { LockstepError } from '../../core/errors.ts';
import type { StepProgress } from '../../core/history.ts';
import type { HistoryNames } from './history-names.ts';

/** The rows of the side table: text by key. */
export type StateRows = Readonly<Record<string, string>>;

/** Returns the target of the install marker, or null where none stands. Throws HISTORY_FOREIGN where it is none of ours. */
export function installTargetIn(names: HistoryNames, state: StateRows): string | null {
  return ofOurs(names, state, 'install', ({ target }) => (typeof target === 'string' ? target : null));
}

/** Returns the progress that stands, or null for none. Throws HISTORY_FOREIGN where it is none of ours. */
export function progressIn(names: HistoryNames, state: StateRows): StepProgress | null {
  return ofOurs(names, state, 'step', (found) => {
    const { name, token, done, hash, inFlight, error, startedAt } = found;
    const isOurs =
      [name, token, hash, startedAt].every((each) => typeof each === 'string') &&
      isCount(done) &&
      (inFlight === null || isCount(inFlight)) &&
      (error === null || typeof error === 'string');
    return isOurs ? (found as unknown as StepProgress) : null;
  });
}

/** Whoever has put something else there has to say what it means. */
function ofOurs<T>(
  names: HistoryNames,
  state: StateRows,
  key: string,
  read: (value: Readonly<Record<string, unknown>>) => T | null,
): T | null {
  const value = state[key];
  if (value === undefined) return null;
  const found = read(parseObject(value));
  if (found !== null) return found;
  throw new LockstepError(
    'HISTORY_FOREIGN',
    `the row "${key}" of ${names.state} is not of Lockstep's making`,
    {
      hint: 'Restore the row, or delete it where no install and no step is under way.',
      details: { key, value: value.slice(0, 1000) },
    },
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Empty where the text is no JSON object. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
