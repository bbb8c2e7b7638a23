import type { EventListener } from '../core/events.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { Problem, RunReport } from '../core/report.ts';
import type { Database } from '../drivers/open.ts';

/**
 * What a start does about pending migrations. `auto`: applies what is automatic. `verify`: writes nothing; anything
 * pending is MANUAL_PENDING. `off`: looks at nothing.
 */
export type StartupMode = 'auto' | 'verify' | 'off';

/** What a start makes of a database that has migrations beyond the newest file. */
export type OnNewer = 'refuse' | 'warn';

/** What is looked at, and how it is judged. */
export interface ReadinessOptions {
  /**
   * A URL or a database that the caller opened. On SQLite the URL names the library that the application has open:
   * `sqlite:` better-sqlite3, `file:` libsql. Two libraries on one file in one process do not see each other's locks.
   */
  readonly database: string | Database;
  /** From `loadModule` or `moduleFromBundle`, in the order in which they run. */
  readonly modules: readonly LoadedModule[];
  /** Defaults to `refuse`: DATABASE_NEWER ends the start. `warn` serves, and says so. */
  readonly onNewer?: OnNewer;
  /** Defaults to `lockstep migrate` with its categories: what MANUAL_PENDING tells an operator to run. */
  readonly command?: string;
  readonly signal?: AbortSignal;
}

/** What an application does with its database before it serves. */
export interface StartupOptions extends ReadinessOptions {
  /** Defaults to `auto`. */
  readonly mode?: StartupMode;
  /** Defaults to 60,000: how long an unreachable database is tried again, with growing pauses. 0: once. */
  readonly waitMs?: number;
  /** Defaults to 30,000: how long to wait for another starter that makes no progress. */
  readonly lockTimeoutMs?: number;
  /** Recorded as `applied_by`. Defaults to LOCKSTEP_ACTOR, else user@host. */
  readonly actor?: string;
  /** Defaults to true: SIGTERM and SIGINT end the start with INTERRUPTED; a migration in flight ends or rolls back first. */
  readonly stopOnSignals?: boolean;
  /** Defaults to none. One line per thing that people want to see. */
  readonly log?: StartupLog;
  /** Defaults to none. Receives the events of a run. */
  readonly onEvent?: EventListener;
  /** Defaults to none. A tracer of @opentelemetry/api: spans for the run, each migration, each wait for the lock. */
  readonly tracer?: StartupTracer;
}

/** Where a start tells what it does. A logger of the application fits: console, pino, winston. */
export interface StartupLog {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** The part of a Tracer of @opentelemetry/api that is used; the package itself stays the application's. */
export interface StartupTracer {
  startSpan(
    name: string,
    options?: {
      readonly attributes?: Record<string, string | number | boolean>;
      readonly startTime?: number;
    },
    context?: unknown,
  ): StartupSpan;
}

/** The part of a Span of @opentelemetry/api that is used. */
export interface StartupSpan {
  setAttribute(key: string, value: string | number | boolean): unknown;
  recordException(error: Error): void;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(endTime?: number): void;
}

/** What came of a start that may go on. Whatever may not go on is thrown. */
export interface StartupResult {
  /**
   * `skipped`: mode off. `current`: nothing to do. `installed`, `migrated`: something was applied, by this process or, while it
   * waited, by another one. `newer`: DATABASE_NEWER with `onNewer: 'warn'`.
   */
  readonly outcome: 'skipped' | 'current' | 'installed' | 'migrated' | 'newer';
  /** Where the database stands now; null with mode `off`. */
  readonly report: RunReport | null;
}

/** Whether an application may serve: what `/readyz` answers and what a check before a rollout judges by. */
export interface Readiness {
  readonly ready: boolean;
  /** `OK`, or the code of why not; DATABASE_NEWER also where `onNewer: 'warn'` lets it serve. */
  readonly code: 'OK' | ErrorCode;
  /** 0, or that of the code where it is not ready. */
  readonly exitCode: number;
  /** For people: `schema is current` or what is wrong. Never holds a credential. */
  readonly reason: string;
  /** Null where there is none. */
  readonly problem: Problem | null;
  /** Null where the database could not be read. */
  readonly report: RunReport | null;
}
