import type { AloneFact } from './alone-sql.ts';
import type { AloneKind } from './alone-statement.ts';

/** What to do with a statement that was in flight when its process died. */
export type InFlightVerdict = 'done' | 'run' | 'rebuild' | 'finalize' | 'building' | 'unknown';

const byFact: Readonly<
  Record<'create-index' | 'drop-index' | 'detach', Readonly<Record<AloneFact, InFlightVerdict>>>
> = {
  'create-index': {
    absent: 'run',
    valid: 'done',
    invalid: 'rebuild',
    building: 'building',
    detaching: 'unknown',
  },
  'drop-index': { absent: 'done', valid: 'run', invalid: 'run', building: 'building', detaching: 'unknown' },
  detach: { absent: 'done', valid: 'run', invalid: 'unknown', building: 'unknown', detaching: 'finalize' },
};

/** Judges by what the statement has left in the catalog; `fact` is null where nothing can tell. */
export function judgeInFlight(kind: AloneKind, fact: AloneFact | null): InFlightVerdict {
  if (kind === 'create-index' || kind === 'drop-index' || kind === 'detach')
    return fact === null ? 'unknown' : byFact[kind][fact];
  return kind === 'unknown' || kind === 'forbidden' ? 'unknown' : 'run';
}
