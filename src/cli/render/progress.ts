import type { RunEvent } from '../../core/events.ts';
import { formatDuration } from './time.ts';
import { clean } from './width.ts';

/** What a run is doing right now: `since` in milliseconds as `performance.now()` counts them. */
export interface Activity {
  readonly text: string;
  readonly since: number;
}

/**
 * Returns the line that an event leaves on a stream that is no terminal, or null where it says nothing new. `busy`
 * is true for a live line that is already showing what goes on: then only what must stay is left behind.
 */
export function progressLine(event: RunEvent, busy: boolean): string | null {
  switch (event.type) {
    case 'database-waiting':
      return event.attempt === 1 ? clean(`waiting for ${event.database}: ${event.message}`) : null;
    case 'catching-up':
      return `${event.database} lagged behind: ${event.module} is brought from ${event.from ?? 'empty'} to ${event.to}`;
    case 'history-moved':
      return `${event.module} on ${event.database}: another run went ahead, planning again`;
    case 'backup-skipped':
      return `${event.database} is not a SQLite file and was not copied`;
    case 'backup-written':
      return `${event.database} copied to ${event.file}`;
    case 'lock-waiting':
      return busy ? null : `${waitText(event)} (${formatDuration(event.waitedMs)})`;
    case 'migration-applied':
      return busy
        ? null
        : `${event.migration} applied on ${event.database} in ${formatDuration(event.durationMs)}`;
    case 'migration-failed':
      return busy ? null : `${event.migration} failed on ${event.database}: ${event.code}`;
    case 'statement-done':
      return busy
        ? null
        : `${event.migration} on ${event.database}: statement ${event.statement + 1} of ${event.count} done`;
    case 'planned':
      return busy || event.rounds.length === 0 ? null : toApply(event.module, event.rounds.length);
    case 'run-started':
    case 'migration-started':
    case 'migration-prepared':
    case 'statement-started':
    case 'run-ended':
      return null;
  }
}

/** Returns what the run does from this event on; the activity as it was where the event changes nothing. */
export function nextActivity(event: RunEvent, now: number, activity: Activity | null): Activity | null {
  switch (event.type) {
    case 'run-started':
      return { text: 'reading the databases', since: now };
    case 'database-waiting':
      return { text: `waiting for ${event.database} to come up`, since: activity?.since ?? now };
    case 'lock-waiting':
      return { text: waitText(event), since: now - event.waitedMs };
    case 'migration-started':
      return {
        text: `${event.module}, step ${event.index + 1} of ${event.count}: ${event.migration} on ${event.database}`,
        since: now,
      };
    case 'statement-started':
      return {
        text: `${event.module}: ${event.migration} on ${event.database}, statement ${event.statement + 1} of ${event.count}`,
        since: now,
      };
    case 'run-ended':
      return null;
    default:
      return activity;
  }
}

/** Steps, not scripts: each counts once, on however many databases it runs. */
function toApply(module: string, steps: number): string {
  return `${module}: ${steps} ${steps === 1 ? 'step' : 'steps'} to apply`;
}

function waitText(event: RunEvent & { readonly type: 'lock-waiting' }): string {
  // SQLite cannot say who it is, and it need not be a run: any writer holds the file.
  const by = event.holder === null ? '' : `, held by ${clean(event.holder)}`;
  return `${event.module} on ${event.database}: waiting for the lock${by}`;
}
