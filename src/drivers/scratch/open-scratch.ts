import type { Address } from '../../core/address.ts';
import type { DriverName } from '../../core/engine.ts';
import type { ScratchServer } from './scratch.ts';

/**
 * Returns scratch databases on the server of a PostgreSQL address: new ones beside the address's own database, which is only
 * connected to. Throws DATABASE_UNREACHABLE, DRIVER_MISSING, INTERRUPTED.
 */
export async function openPostgresScratch(address: Address, signal?: AbortSignal): Promise<ScratchServer> {
  return (await import('./postgres-scratch.ts')).openPostgresScratch(address, signal);
}

/**
 * Returns scratch databases in memory, through the named driver's SQLite library, or without a name through the first that
 * is installed. Throws DRIVER_MISSING.
 */
export async function openSqliteScratch(driver: DriverName | null = null): Promise<ScratchServer> {
  return (await import('./sqlite-scratch.ts')).openSqliteScratch(driver);
}
