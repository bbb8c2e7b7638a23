import type { Address } from '../core/address.ts';
import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import { openPostgresScratch, openSqliteScratch } from '../drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import { parseAddress } from '../modules/parse-address.ts';

/** Scratch servers of both engines. What was started for them stops with the disposal. */
export interface ScratchServers extends AsyncDisposable {
  readonly servers: { readonly [E in Engine]: ScratchServer };
}

/**
 * Where PostgreSQL's scratch databases lie: on the server of an address, else on an embedded one that keeps its data under
 * `folder`; of `major`, where that matters.
 */
export type ScratchPlace =
  | { readonly address: Address }
  | { readonly folder: string; readonly major?: number };

/**
 * Returns scratch servers of both engines, SQLite in memory. Throws DRIVER_MISSING with the install line,
 * DATABASE_UNREACHABLE, INTERRUPTED.
 */
export async function openScratchServers(place: ScratchPlace, signal?: AbortSignal): Promise<ScratchServers> {
  const sqlite = await openSqliteScratch();
  const postgres = await openScratchPostgres(place, signal);
  return {
    servers: { postgres, sqlite },
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await sqlite[Symbol.asyncDispose]();
    },
  };
}

/** Returns PostgreSQL's alone; where nobody named a server, a missing package is no dead end. */
export async function openScratchPostgres(place: ScratchPlace, signal?: AbortSignal): Promise<ScratchServer> {
  if ('address' in place) return openPostgresScratch(place.address, signal);
  const { folder, major } = place;
  const url = major === undefined ? 'embedded:postgres' : `embedded:postgres@${major}`;
  try {
    return await openPostgresScratch(parseAddress(url, { folder }), signal);
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== 'DRIVER_MISSING') throw error;
    throw error.with({
      hint: `${error.hint}; or name a PostgreSQL server for scratch databases: --scratch URL.`,
    });
  }
}
