import type { HistoryTarget } from '../../src/core/migration.ts';
import type { Session } from '../../src/drivers/port.ts';

/** A driver under test: what the suites cannot say in SQL that both engines read. */
export interface Subject {
  readonly name: string;
  /** Why it cannot be tested here, or null. */
  missing(): string | null;
  /** An empty database. */
  fresh(): Promise<SubjectDatabase>;
  readonly history: HistoryTarget;
  readonly sql: {
    /** Creates `schema_migrations` with the six required columns only and the one row V1, applied by `someone`. */
    readonly outdatedHistory: string;
    /** A trigger on `item (id, n)` that inserts a row with `id + 1000` into `log (id)` for every new row of `item`. */
    readonly trigger: string;
    /** Runs for about the given time on an otherwise idle machine. */
    readonly slow: (milliseconds: number) => string;
  };
  /** Test name to the reason why this driver leaves it out. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** One database of a test. Several sessions may be open on it. */
export interface SubjectDatabase {
  /** A new session. All are closed by `drop`. */
  open(): Promise<Session>;
  /** One query through a connection of its own. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A script through a connection of its own. */
  run(sql: string): Promise<void>;
  /** Tables with their columns, views, triggers and indexes, the history's too, as sorted lines. */
  catalog(): Promise<readonly string[]>;
  drop(): Promise<void>;
}
