import type { Address } from '../core/address.ts';
import type { Engine } from '../core/engine.ts';
import { openSqliteScratch } from '../drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import { openScratchPostgres, type ScratchPlace } from '../replay/open-scratch-servers.ts';
import type { OpenTwin } from './compare-with-replay.ts';

type Open = (live: Address, version: string, signal?: AbortSignal) => Promise<ScratchServer>;

/**
 * Returns where scratch databases come from that are like a live one: through its own library on SQLite; on PostgreSQL at
 * the address, else on an embedded server of the live one's major, because what a server prints of its catalog is its
 * major's.
 */
export function twinsAt(place: ScratchPlace): OpenTwin {
  const twins: Readonly<Record<Engine, Open>> = {
    postgres: (_live, version, signal) =>
      openScratchPostgres(
        'address' in place ? place : { ...place, major: Number.parseInt(version, 10) },
        signal,
      ),
    sqlite: ({ driver }) => openSqliteScratch(driver),
  };
  return ({ address }, version, signal) => twins[address.engine](address, version, signal);
}
