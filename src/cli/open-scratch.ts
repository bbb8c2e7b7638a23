import type { Address } from '../core/address.ts';
import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import { openPostgresScratch, openSqliteScratch } from '../drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import type { Config } from '../modules/config.ts';
import { parseAddress } from '../modules/parse-address.ts';

export interface ScratchPlace {
  readonly config: Config;
  /** The configuration's: where the embedded server keeps its data. */
  readonly folder: string;
  /** The working folder. */
  readonly cwd: string;
  /** `--scratch`, where it was given. */
  readonly url: string | undefined;
}

/** Scratch servers of both engines. */
export interface ScratchServers extends AsyncDisposable {
  readonly servers: { readonly [E in Engine]: ScratchServer };
}

/**
 * Returns scratch servers of both engines: PostgreSQL at `--scratch`, else the embedded one; SQLite in memory. Throws
 * DRIVER_MISSING with the install line, USAGE for an address of another engine, DATABASE_UNREACHABLE.
 */
export async function openScratch(place: ScratchPlace, signal: AbortSignal): Promise<ScratchServers> {
  const sqlite = await openSqliteScratch();
  const postgres = await openPostgres(scratchAddress(place), place.url === undefined, signal);
  return {
    servers: { postgres, sqlite },
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await sqlite[Symbol.asyncDispose]();
    },
  };
}

/** Returns the address of PostgreSQL's scratch server. Throws USAGE for one of SQLite. */
export function scratchAddress({ config, folder, cwd, url }: ScratchPlace): Address {
  if (url === undefined) {
    const embedded = Object.values(config.databases ?? {}).find((known) => known.startsWith('embedded:'));
    return parseAddress(embedded ?? 'embedded:postgres', { folder, name: 'scratch PostgreSQL' });
  }
  const known = Object.hasOwn(config.databases ?? {}, url) ? config.databases?.[url] : undefined;
  const address =
    known === undefined
      ? parseAddress(url, { folder: cwd, source: '--scratch' })
      : parseAddress(known, { folder, source: `databases.${url}` });
  if (address.driver === 'pg') return address;
  throw new LockstepError('USAGE', '--scratch names no PostgreSQL server', {
    hint: 'Give a postgres:// URL of a server on which databases may be created; SQLite is tried out in memory.',
    details: { flag: '--scratch' },
  });
}

/** As `openPostgresScratch`; where nothing was named, a missing package is no dead end. */
export async function openPostgres(
  address: Address,
  isDefault: boolean,
  signal: AbortSignal,
): Promise<ScratchServer> {
  try {
    return await openPostgresScratch(address, signal);
  } catch (error) {
    if (!isDefault || !(error instanceof LockstepError) || error.code !== 'DRIVER_MISSING') throw error;
    throw error.with({ hint: `${error.hint}; or name a PostgreSQL server with --scratch URL.` });
  }
}
