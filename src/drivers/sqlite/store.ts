import type { DriverName } from '../../core/engine.ts';
import type { Capabilities } from '../port.ts';
import type { SqliteConnection } from './connection.ts';
import type { Turn } from './turn.ts';

/** What differs between a file and a server. */
export interface SqliteStore {
  readonly driver: DriverName;
  readonly capabilities: Capabilities;
  readonly connection: SqliteConnection;
  readonly turn: Turn;
  readonly identity: string;
  /** Says more of what a library says about a file that cannot be read. */
  readonly explainUnreadable?: (error: unknown) => Promise<unknown>;
  /** Copies the database into a new file of the folder, where the driver can. */
  readonly backup?: (folder: string) => Promise<string>;
  readonly dispose: () => Promise<void>;
}
