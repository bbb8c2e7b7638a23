import type { ErrorCode } from './error-codes.ts';
import type { Category } from './migration.ts';
import type { RunReport } from './report.ts';

interface OnDatabase {
  /** The database's name in the configuration, or its redacted URL. */
  readonly database: string;
  readonly module: string;
}

interface OnMigration extends OnDatabase {
  /** The file name without `.sql`. */
  readonly migration: string;
}

/** What a run tells while it works, in order. Each is emitted when the fact stands, not before. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly databases: readonly string[];
      readonly modules: readonly string[];
    }
  | ({ readonly type: 'database-waiting'; readonly attempt: number; readonly message: string } & Pick<
      OnDatabase,
      'database'
    >)
  | {
      /** What will run in a module, in order. Told again until nothing is left; then it is empty. */
      readonly type: 'planned';
      readonly module: string;
      readonly rounds: readonly {
        readonly migration: string;
        readonly category: Category;
        readonly databases: readonly string[];
      }[];
    }
  | ({ readonly type: 'catching-up'; readonly from: string | null; readonly to: string } & OnDatabase)
  | ({
      /** Another run has the lock; told at most about once a second. */
      readonly type: 'lock-waiting';
      /** Who has it, for people; null where the database cannot tell. */
      readonly holder: string | null;
      readonly waitedMs: number;
    } & OnDatabase)
  | ({ readonly type: 'history-moved' } & OnDatabase)
  /** This kind of database cannot be copied. */
  | ({ readonly type: 'backup-skipped' } & Pick<OnDatabase, 'database'>)
  | ({ readonly type: 'backup-written'; readonly file: string } & Pick<OnDatabase, 'database'>)
  | ({
      readonly type: 'migration-started';
      readonly category: Category;
      /** From 0. */
      readonly index: number;
      readonly count: number;
    } & OnMigration)
  | ({ readonly type: 'statement-started'; readonly statement: number; readonly count: number } & OnMigration)
  | ({ readonly type: 'statement-done'; readonly statement: number; readonly count: number } & OnMigration)
  | ({ readonly type: 'migration-prepared' } & OnMigration)
  | ({ readonly type: 'migration-applied'; readonly durationMs: number } & OnMigration)
  | ({ readonly type: 'migration-failed'; readonly code: ErrorCode; readonly message: string } & OnMigration)
  | { readonly type: 'run-ended'; readonly report: RunReport };

/** The names of the events. */
export type RunEventType = RunEvent['type'];

/** Receives events as they happen; its result is not waited for. What it throws ends the run, after what was sent already. */
export type EventListener = (event: RunEvent) => void;
