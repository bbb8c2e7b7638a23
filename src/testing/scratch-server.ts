import { openPostgresScratch } from '../drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import { parseAddress } from '../modules/parse-address.ts';

export interface ScratchServerOptions {
  /** Defaults to LOCKSTEP_SCRATCH_URL, else to `embedded:postgres`. */
  readonly url?: string | undefined;
  /** Where an embedded server keeps its data. Defaults to the working folder. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The servers in use, by address and folder: tests that run side by side share one. */
const shared = new Map<string, { readonly server: Promise<ScratchServer>; users: number }>();

/**
 * Returns a PostgreSQL server for scratch databases, the same one for all who ask for its address at a time; it is let go with
 * the last of them. Throws CONFIG_INVALID for an address that is not PostgreSQL's, DATABASE_UNREACHABLE, DRIVER_MISSING.
 */
export async function usePostgresScratch(options: ScratchServerOptions = {}): Promise<ScratchServer> {
  const { url = scratchUrl() ?? 'embedded:postgres', folder = process.cwd(), signal } = options;
  const key = JSON.stringify([url, folder]);
  const known = shared.get(key) ?? {
    server: openPostgresScratch(parseAddress(url, { folder, source: 'the scratch server' }), signal),
    users: 0,
  };
  shared.set(key, known);
  known.users += 1;
  const release = async (): Promise<void> => {
    known.users -= 1;
    if (known.users > 0) return;
    if (shared.get(key) === known) shared.delete(key);
    await (await known.server)[Symbol.asyncDispose]();
  };
  try {
    const { engine, create } = await known.server;
    return { engine, create, [Symbol.asyncDispose]: release };
  } catch (error) {
    shared.delete(key);
    throw error;
  }
}

/** Returns the server that a whole run of tests uses, where the environment names one. */
export function scratchUrl(): string | undefined {
  return process.env['LOCKSTEP_SCRATCH_URL'] || undefined;
}
