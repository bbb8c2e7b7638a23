import { parseAddress } from '../modules/parse-address.ts';
import type { ScratchPlace } from '../replay/open-scratch-servers.ts';

/** Where scratch databases lie: SQLite's in memory, PostgreSQL's here. */
export interface ScratchOptions {
  /**
   * URL of a PostgreSQL server; databases of its own are made beside the one that it names. Defaults to an embedded server
   * that is started for it.
   */
  readonly scratch?: string;
  /** Where the embedded server keeps its data (`.lockstep/`). Defaults to the working folder. */
  readonly folder?: string;
}

export function placeOf({ scratch, folder = process.cwd() }: ScratchOptions): ScratchPlace {
  if (scratch === undefined) return { folder };
  return { address: parseAddress(scratch, { folder, source: 'scratch' }) };
}
