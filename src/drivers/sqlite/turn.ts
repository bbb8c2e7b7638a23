import type { HistoryTarget } from '../../core/migration.ts';
import type { Awaitable } from './connection.ts';

/** What precedes the lock: whether it makes sense to try for it at all. The lock itself decides. */
export interface Turn {
  /** Null where we may try; else who is working. */
  take(history: HistoryTarget): Awaitable<{ readonly holder: string | null } | null>;
  look(history: HistoryTarget): Promise<{ readonly free: boolean; readonly holder: string | null }>;
  /** After a lost connection: resolves when nothing that this session began can be committed any more. */
  settle(): Promise<void>;
  /** Never throws. */
  leave(history: HistoryTarget): Promise<void>;
}
