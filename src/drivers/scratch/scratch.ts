import type { Engine } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import type { Database } from '../open.ts';
import type { Session } from '../port.ts';

/** An empty database of its own for trying scripts out. It goes with its disposal, whatever happened in it. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly engine: Engine;
  /** What a migrator takes. The session stays the scratch database's. */
  readonly database: Database;
  readonly session: Session;
  /**
   * Runs the statements in one transaction, foreign keys on, and commits. Throws what the first failing one says, with
   * `details.index`; then nothing of them stays.
   */
  execute(statements: readonly string[]): Promise<void>;
}

/** Where scratch databases of one engine come from. What it started stops with its disposal. */
export interface ScratchServer extends AsyncDisposable {
  readonly engine: Engine;
  /** Throws PERMISSION_DENIED where no database may be created, DATABASE_UNREACHABLE, INTERRUPTED. */
  create(signal?: AbortSignal): Promise<ScratchDatabase>;
}

/** Returns the database of a session that is open anyway; disposing of it does nothing. */
export function borrowed(name: string, session: Session, url: string): Database {
  return {
    address: {
      name,
      engine: session.engine,
      driver: session.driver,
      url,
      redacted: name,
      location: { kind: 'server' },
    },
    session: async () => session,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Returns the error with the place of the statement that failed. */
export function withIndex(error: unknown, index: number): unknown {
  return error instanceof LockstepError ? error.with({ details: { index } }) : error;
}
