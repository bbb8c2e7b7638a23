import type { EventListener, RunEvent } from '../core/events.ts';
import type { HistoryRow } from '../core/history.ts';
import type { StartupLog } from './startup.ts';

/** Whoever waits is told at once, then not at every look. */
const repeatEveryMs = 5_000;
const heartbeatMs = 10_000;
const mostNamed = 5;

/** Tells people what a start does. */
export interface StartTeller {
  readonly onEvent: EventListener;
  /** Rows that another process has written. */
  readonly othersApplied: (database: string, module: string, rows: readonly HistoryRow[]) => void;
  readonly info: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly end: () => void;
}

/** Returns what tells a start to a log; a log that throws ends no start. */
export function tellStart(log: StartupLog | undefined): StartTeller {
  const say =
    (level: 'info' | 'warn') =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}): void => {
      try {
        log?.[level](message, facts);
      } catch {
        // The application's logger is not the database.
      }
    };
  const [info, warn] = [say('info'), say('warn')];
  const mayRepeat = throttle();
  const beat = heartbeat(info);
  return {
    info,
    warn,
    onEvent(event) {
      if (log === undefined) return;
      beat.onEvent(event);
      const { type, ...facts } = event;
      const line = lineOf(event);
      if (line === null || !mayRepeat(event)) return;
      (warnings.has(type) ? warn : info)(line, facts);
    },
    othersApplied(database, module, rows) {
      if (rows.length === 0) return;
      const names = rows.map(({ name }) => name);
      const by = [...new Set(rows.map(({ appliedBy }) => appliedBy))].join(', ');
      info(`${database}: applied meanwhile by ${by}: ${listed(names)}`, { database, module, applied: names });
    },
    end: beat.end,
  };
}

const warnings = new Set<RunEvent['type']>(['database-waiting', 'migration-failed']);

/** The line that an event is worth, or null. */
function lineOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'database-waiting':
      return `${event.database}: not reachable, trying again (attempt ${event.attempt}): ${event.message}`;
    case 'planned':
      return event.rounds.length === 0
        ? null
        : `${event.rounds[0]?.databases[0]}: module ${event.module} has ${counted(event.rounds.length)} to apply: ${listed(event.rounds.map(({ migration }) => migration))}`;
    case 'lock-waiting':
      return `${event.database}: module ${event.module} waits for ${event.holder ?? 'another process'}, for ${seconds(event.waitedMs)}`;
    case 'statement-done':
      return `${event.database}: ${event.migration}, statement ${event.statement + 1} of ${event.count} done`;
    case 'migration-applied':
      return `${event.database}: ${event.migration} applied in ${seconds(event.durationMs)}`;
    case 'migration-failed':
      return `${event.database}: ${event.migration} failed with ${event.code}: ${event.message}`;
    default:
      return null;
  }
}

/** Lines of one wait come at its beginning, and then every few seconds. */
function throttle(): (event: RunEvent) => boolean {
  const saidAt = new Map<string, number>();
  return (event) => {
    if (event.type !== 'database-waiting' && event.type !== 'lock-waiting') {
      saidAt.clear();
      return true;
    }
    const now = performance.now();
    if (now - (saidAt.get(event.type) ?? Number.NEGATIVE_INFINITY) < repeatEveryMs) return false;
    saidAt.set(event.type, now);
    return true;
  };
}

/** A long migration says that it still runs. */
function heartbeat(info: StartTeller['info']): { readonly onEvent: EventListener; readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearInterval(timer);
  return {
    end,
    onEvent(event) {
      if (event.type === 'migration-applied' || event.type === 'migration-failed') end();
      if (event.type !== 'migration-started') return;
      end();
      const since = performance.now();
      const { database, migration } = event;
      timer = setInterval(() => {
        info(`${database}: ${migration} is not done yet, after ${seconds(performance.now() - since)}`, {
          database,
          migration,
        });
      }, heartbeatMs).unref();
    },
  };
}

function counted(steps: number): string {
  return `${steps} ${steps === 1 ? 'step' : 'steps'}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more <= 0 ? names.join(', ') : `${names.slice(0, mostNamed).join(', ')} and ${more} more`;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
